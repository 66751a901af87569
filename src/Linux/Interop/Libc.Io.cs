using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <content>Bytes through descriptors: read(2), write(2), pipe2(2), poll(2).</content>
public static unsafe partial class Libc
{
    public const short POLLIN = 0x1;
    public const short POLLOUT = 0x4;
    public const short POLLHUP = 0x10;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int SIGXFSZ = 25;
    public const nint SIG_IGN = 1;
    public const int F_GETFD = 1;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const uint SYNC_FILE_RANGE_WRITE = 2;

    /// <summary>struct pollfd of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadRaw(int descriptor, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteRaw(int descriptor, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollFd* descriptors, nuint count, int timeoutInMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int Eventfd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(int descriptor, int command, long argument);

    /// <summary>read(2), again after EINTR.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
            {
                count = ReadRaw(descriptor, bytes, (nuint)buffer.Length);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

            return (int)count;
        }
    }

    /// <summary>write(2), again after EINTR.</summary>
    public static int Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
            {
                count = WriteRaw(descriptor, bytes, (nuint)buffer.Length);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

            return (int)count;
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Fdatasync(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    public static partial int SyncFileRange(int descriptor, long offset, long size, uint flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise64")]
    public static partial int PosixFadvise(int descriptor, long offset, long size, int advice);

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    public static partial int Fallocate(int descriptor, int mode, long offset, long size);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    public static partial nint CopyFileRange(int source, long* sourceOffset, int target, long* targetOffset, nuint count, uint flags);

    [LibraryImport("libc", EntryPoint = "sendfile64", SetLastError = true)]
    public static partial nint Sendfile(int target, int source, long* offset, nuint count);

    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint Signal(int number, nint handler);
}
