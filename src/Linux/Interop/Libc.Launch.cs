using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <content>The structures of Native/launch.c and the calls on the processes it starts: clone3(2), pidfd_open(2), waitid(2).</content>
public static unsafe partial class Libc
{
    public const ulong CLONE_VM = 0x100;
    public const ulong CLONE_PIDFD = 0x1000;
    public const ulong CLONE_NEWNS = 0x20000;
    public const ulong CLONE_NEWCGROUP = 0x2000000;
    public const ulong CLONE_NEWUTS = 0x4000000;
    public const ulong CLONE_NEWIPC = 0x8000000;
    public const ulong CLONE_NEWUSER = 0x10000000;
    public const ulong CLONE_NEWPID = 0x20000000;
    public const ulong CLONE_NEWNET = 0x40000000;
    public const ulong CLONE_CLEAR_SIGHAND = 0x100000000;
    public const ulong CLONE_INTO_CGROUP = 0x200000000;

    public const int P_PIDFD = 3;
    public const int WEXITED = 4;
    public const int WALL = 0x40000000;
    public const int CLD_EXITED = 1;

    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_CAPBSET_DROP = 24;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_CAP_AMBIENT = 47;
    public const int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    private const long SysPidfdSendSignal = 424;
    private const long SysPidfdOpen = 434;
    private const long SysClone3 = 435;

    private static readonly long SysWaitid = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 95 : 247;

    /// <summary>struct operation of launch.c: one system call of a child.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Operation
    {
        public long Number;
        public fixed ulong Arguments[6];
        public uint Slots;
        public int Store;
        public int Skip;
        public fixed int Tolerated[3];
    }

    /// <summary>struct program of launch.c.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OperationProgram
    {
        public Operation* Operations;
        public ulong* Slots;
        public long Count;
        public long ErrorPipe;
    }

    /// <summary>struct clone_args of clone3(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CloneArguments
    {
        public ulong Flags;
        public int* ProcessDescriptor;
        public ulong ChildTid;
        public ulong ParentTid;
        public ulong ExitSignal;
        public void* Stack;
        public ulong StackSize;
        public ulong Tls;
        public ulong SetTid;
        public ulong SetTidSize;
        public ulong Cgroup;
    }

    /// <summary>siginfo_t as waitid(2) fills it.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    public struct ChildSignal
    {
        public int Signal;
        public int Error;
        public int Code;
        private readonly int _padding;
        public int ProcessId;
        public uint UserId;
        public int Status;
    }

    /// <summary>The head of struct rusage of getrusage(2).</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    public struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long MaximumResidentKibibytes;
        private fixed long _unused[6];
        public long BlocksRead;
        public long BlocksWritten;
    }

    /// <summary>Starts a child that runs a program; see launch.c.</summary>
    [LibraryImport("libsharpbuildlaunch", EntryPoint = "sharpbuild_launch")]
    public static partial long Launch(CloneArguments* arguments, nuint size, OperationProgram* program);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Clone3Raw(long number, CloneArguments* arguments, nuint size);

    /// <summary>Whether clone3(2) is there: without arguments it starts nothing and fails with EINVAL, or with ENOSYS behind a filter and on an old kernel.</summary>
    public static bool HasClone3() => Clone3Raw(SysClone3, null, 0) >= 0 || Marshal.GetLastPInvokeError() != Errno.ENOSYS;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long WaitidRaw(long number, int kind, int id, out ChildSignal signal, int options, out ResourceUsage usage);

    /// <summary>waitid(2) on a process descriptor, with the resources used.</summary>
    public static int Waitid(int processDescriptor, out ChildSignal signal, out ResourceUsage usage) =>
        (int)WaitidRaw(SysWaitid, P_PIDFD, processDescriptor, out signal, WEXITED | WALL, out usage);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long PidfdRaw(long number, int first, int second, void* info, uint flags);

    /// <summary>pidfd_open(2).</summary>
    public static int PidfdOpen(int processId) => (int)PidfdRaw(SysPidfdOpen, processId, 0, null, 0);

    /// <summary>pidfd_send_signal(2).</summary>
    public static int PidfdSendSignal(int processDescriptor, int signal) => (int)PidfdRaw(SysPidfdSendSignal, processDescriptor, signal, null, 0);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Prctl(int option, ulong second, ulong third, ulong fourth, ulong fifth);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    public static partial int Prlimit(int processId, int resource, ulong* changed, ulong* current);
}
