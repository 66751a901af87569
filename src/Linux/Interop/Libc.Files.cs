using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Sharpbuild.Linux.Interop;

/// <summary>Calls on files and directories: open(2), openat2(2), statx(2), getdents64(2) and their kin.</summary>
public static unsafe partial class Libc
{
    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const uint RENAME_NOREPLACE = 1;
    public const int AT_REMOVEDIR = 0x200;
    public const int AT_SYMLINK_FOLLOW = 0x400;
    public const int AT_EMPTY_PATH = 0x1000;

    public const long UTIME_OMIT = 0x3FFFFFFE;

    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;
    public const int O_TMPFILE = 0x410000;

    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    public const ulong RESOLVE_NO_SYMLINKS = 0x04;
    public const ulong RESOLVE_BENEATH = 0x08;
    public const ulong RESOLVE_IN_ROOT = 0x10;

    public const uint S_IFMT = 0xF000;
    public const uint S_IFSOCK = 0xC000;
    public const uint S_IFLNK = 0xA000;
    public const uint S_IFREG = 0x8000;
    public const uint S_IFBLK = 0x6000;
    public const uint S_IFDIR = 0x4000;
    public const uint S_IFCHR = 0x2000;
    public const uint S_IFIFO = 0x1000;

    public const uint STATX_BASIC_STATS = 0x7FF;
    public const uint STATX_BTIME = 0x800;
    public const uint STATX_MNT_ID = 0x1000;

    /// <summary><c>O_DIRECTORY</c>, whose number differs between architectures.</summary>
    public static readonly int O_DIRECTORY = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary><c>O_NOFOLLOW</c>, whose number differs between architectures.</summary>
    public static readonly int O_NOFOLLOW = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    private const long SysOpenat2 = 437;

    private static readonly long SysGetdents64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

    /// <summary>struct open_how of openat2(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct statx_timestamp of statx(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct StatxTimestamp
    {
        public long Seconds;
        public uint Nanoseconds;
        private readonly int _reserved;
    }

    /// <summary>struct statx of statx(2).</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    public struct Statx
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint LinkCount;
        public uint UserId;
        public uint GroupId;
        public ushort Mode;
        private readonly ushort _spare0;
        public ulong Inode;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public StatxTimestamp AccessTime;
        public StatxTimestamp BirthTime;
        public StatxTimestamp ChangeTime;
        public StatxTimestamp ModificationTime;
        public uint SpecialMajor;
        public uint SpecialMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
        public ulong MountId;
    }

    /// <summary>struct timespec of utimensat(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Openat2Raw(long number, int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, ref OpenHow how, nuint size);

    /// <summary>openat2(2).</summary>
    public static int Openat2(int directory, string path, ref OpenHow how) =>
        (int)Openat2Raw(SysOpenat2, directory, path, ref how, (nuint)sizeof(OpenHow));

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int Openat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int StatxAt(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, int flags, uint mask, out Statx status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int StatxAt(int directory, byte* path, int flags, uint mask, out Statx status);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Getdents64Raw(long number, int directory, byte* buffer, nuint size);

    /// <summary>getdents64(2).</summary>
    public static int Getdents64(int directory, byte* buffer, int size) => (int)Getdents64Raw(SysGetdents64, directory, buffer, (nuint)size);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint Readlinkat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int Mkdirat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int Unlinkat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    public static partial int Renameat2(int oldDirectory, [MarshalUsing(typeof(PathTextMarshaller))] string oldPath, int newDirectory, [MarshalUsing(typeof(PathTextMarshaller))] string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static partial int Linkat(int oldDirectory, [MarshalUsing(typeof(PathTextMarshaller))] string oldPath, int newDirectory, [MarshalUsing(typeof(PathTextMarshaller))] string newPath, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int Symlinkat([MarshalUsing(typeof(PathTextMarshaller))] string target, int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true)]
    public static partial int Mknodat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    public static partial int Fchownat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, uint userId, uint groupId, int flags);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    public static partial int Fchmodat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int Fchmod(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int Fchown(int descriptor, uint userId, uint groupId);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    public static partial int Utimensat(int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, Timespec* times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int Futimens(int descriptor, Timespec* times);

    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true)]
    public static partial nint Lgetxattr([MarshalUsing(typeof(PathTextMarshaller))] string path, [MarshalUsing(typeof(PathTextMarshaller))] string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "llistxattr", SetLastError = true)]
    public static partial nint Llistxattr([MarshalUsing(typeof(PathTextMarshaller))] string path, byte* list, nuint size);

    [LibraryImport("libc", EntryPoint = "lsetxattr", SetLastError = true)]
    public static partial int Lsetxattr([MarshalUsing(typeof(PathTextMarshaller))] string path, [MarshalUsing(typeof(PathTextMarshaller))] string name, byte* value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "lremovexattr", SetLastError = true)]
    public static partial int Lremovexattr([MarshalUsing(typeof(PathTextMarshaller))] string path, [MarshalUsing(typeof(PathTextMarshaller))] string name);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint Geteuid();

    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint Getegid();

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int Syncfs(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(int descriptor, int operation);
}
