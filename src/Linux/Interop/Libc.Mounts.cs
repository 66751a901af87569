using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Sharpbuild.Linux.Interop;

/// <content>The mount calls that work on descriptors: fsopen(2), fsconfig(2), fsmount(2), open_tree(2), move_mount(2), mount_setattr(2).</content>
public static unsafe partial class Libc
{
    public const uint FSOPEN_CLOEXEC = 1;
    public const uint FSMOUNT_CLOEXEC = 1;
    public const uint FSCONFIG_SET_FLAG = 0;
    public const uint FSCONFIG_SET_STRING = 1;
    public const uint FSCONFIG_SET_FD = 5;
    public const uint FSCONFIG_CMD_CREATE = 6;

    public const uint OPEN_TREE_CLONE = 1;
    public const uint OPEN_TREE_CLOEXEC = 0x80000;
    public const uint AT_RECURSIVE = 0x8000;

    public const uint MOVE_MOUNT_F_EMPTY_PATH = 0x4;
    public const uint MOVE_MOUNT_T_EMPTY_PATH = 0x40;

    public const ulong MOUNT_ATTR_RDONLY = 0x1;
    public const ulong MOUNT_ATTR_NOSUID = 0x2;
    public const ulong MOUNT_ATTR_NODEV = 0x4;
    public const ulong MOUNT_ATTR_NOEXEC = 0x8;
    public const ulong MOUNT_ATTR_NOATIME = 0x10;
    public const ulong MOUNT_ATTR_STRICTATIME = 0x20;
    public const ulong MOUNT_ATTR_IDMAP = 0x100000;

    public const ulong MS_NODEV = 0x4;
    public const ulong MS_REC = 0x4000;
    public const ulong MS_PRIVATE = 0x40000;
    public const ulong MS_SLAVE = 0x80000;
    public const ulong MNT_DETACH = 2;

    public const ulong ST_RDONLY = 1;

    private const long SysOpenTree = 428;
    private const long SysMoveMount = 429;
    private const long SysFsopen = 430;
    private const long SysFsconfig = 431;
    private const long SysFsmount = 432;
    private const long SysMountSetattr = 442;

    /// <summary>struct mount_attr of mount_setattr(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MountAttr
    {
        public ulong Set;
        public ulong Clear;
        public ulong Propagation;
        public ulong UserNamespace;
    }

    /// <summary>struct statfs of statfs(2), the same on 64-bit architectures.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 120)]
    public struct StatFs
    {
        public long Type;
        public long BlockSize;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public ulong Files;
        public ulong FilesFree;
        private readonly long _fsid;
        public long NameLength;
        public long FragmentSize;
        public ulong Flags;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long FsopenRaw(long number, [MarshalUsing(typeof(PathTextMarshaller))] string fileSystem, uint flags);

    /// <summary>fsopen(2).</summary>
    public static int Fsopen(string fileSystem, uint flags) => (int)FsopenRaw(SysFsopen, fileSystem, flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long FsconfigRaw(long number, int context, uint command, byte* key, byte* value, int auxiliary);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long FsconfigRaw(long number, int context, uint command, [MarshalUsing(typeof(PathTextMarshaller))] string key, [MarshalUsing(typeof(PathTextMarshaller))] string value, int auxiliary);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long FsconfigRaw(long number, int context, uint command, [MarshalUsing(typeof(PathTextMarshaller))] string key, byte* value, int auxiliary);

    /// <summary>fsconfig(2) with a string value.</summary>
    public static int FsconfigString(int context, string key, string value) => (int)FsconfigRaw(SysFsconfig, context, FSCONFIG_SET_STRING, key, value, 0);

    /// <summary>fsconfig(2) with a flag.</summary>
    public static int FsconfigFlag(int context, string key) => (int)FsconfigRaw(SysFsconfig, context, FSCONFIG_SET_FLAG, key, (byte*)null, 0);

    /// <summary>fsconfig(2) that makes the file system.</summary>
    public static int FsconfigCreate(int context) => (int)FsconfigRaw(SysFsconfig, context, FSCONFIG_CMD_CREATE, (byte*)null, null, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long FsmountRaw(long number, int context, uint flags, uint attributes);

    /// <summary>fsmount(2).</summary>
    public static int Fsmount(int context, uint flags, uint attributes) => (int)FsmountRaw(SysFsmount, context, flags, attributes);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long OpenTreeRaw(long number, int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, uint flags);

    /// <summary>open_tree(2).</summary>
    public static int OpenTree(int directory, string path, uint flags) => (int)OpenTreeRaw(SysOpenTree, directory, path, flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long MountSetattrRaw(long number, int directory, [MarshalUsing(typeof(PathTextMarshaller))] string path, uint flags, ref MountAttr attributes, nuint size);

    /// <summary>mount_setattr(2).</summary>
    public static int MountSetattr(int directory, string path, uint flags, ref MountAttr attributes) =>
        (int)MountSetattrRaw(SysMountSetattr, directory, path, flags, ref attributes, (nuint)sizeof(MountAttr));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long MoveMountRaw(
        long number,
        int from,
        [MarshalUsing(typeof(PathTextMarshaller))] string fromPath,
        int to,
        [MarshalUsing(typeof(PathTextMarshaller))] string toPath,
        uint flags);

    /// <summary>move_mount(2).</summary>
    public static int MoveMount(int from, string fromPath, int to, string toPath, uint flags) => (int)MoveMountRaw(SysMoveMount, from, fromPath, to, toPath, flags);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int Fstatfs(int descriptor, out StatFs status);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true)]
    public static partial int Mount(
        [MarshalUsing(typeof(PathTextMarshaller))] string? source,
        [MarshalUsing(typeof(PathTextMarshaller))] string target,
        [MarshalUsing(typeof(PathTextMarshaller))] string? type,
        ulong flags,
        [MarshalUsing(typeof(PathTextMarshaller))] string? data);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);
}
