using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <content>Descriptors through sockets, and requests of a system call filter: socketpair(2), recvmsg(2), seccomp_unotify(2).</content>
public static unsafe partial class Libc
{
    public const int AF_UNIX = 1;
    public const int SOCK_SEQPACKET_CLOEXEC = 0x80005;
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_CMSG_CLOEXEC = 0x40000000;
    public const ulong SECCOMP_IOCTL_NOTIF_RECV = 0xC0502100;
    public const ulong SECCOMP_IOCTL_NOTIF_SEND = 0xC0182101;
    public const ulong SECCOMP_IOCTL_NOTIF_ID_VALID = 0x40082102;
    public const uint SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public void* Base;
        public ulong Length;
    }

    /// <summary>struct msghdr of recvmsg(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public ulong NameLength;
        public IoVector* Vectors;
        public ulong VectorCount;
        public void* Control;
        public ulong ControlLength;
        public ulong Flags;
    }

    /// <summary>A control message with one descriptor: struct cmsghdr of cmsg(3) and its content.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DescriptorMessage
    {
        public ulong Length;
        public int Level;
        public int Type;
        public int Descriptor;
        private readonly int _padding;
    }

    /// <summary>struct seccomp_notif: a call that waits for an answer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CallRequest
    {
        public ulong Id;
        public int ProcessId;
        public uint Flags;
        public int Number;
        public uint Architecture;
        public ulong Instruction;
        public fixed ulong Arguments[6];
    }

    /// <summary>struct seccomp_notif_resp: the answer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CallAnswer
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    public static partial int Socketpair(int domain, int type, int protocol, int* descriptors);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Recvmsg(int descriptor, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, ulong request, void* argument);
}
