using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>What statx(2) tells of an inode.</summary>
/// <param name="Kind">The type.</param>
/// <param name="Mode">Permission, set-id and sticky bits: 0 to 07777.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The owning group.</param>
/// <param name="SizeInBytes">The length of a file, or of a link's target.</param>
/// <param name="ModifiedAt">When the content changed (mtime).</param>
/// <param name="ChangedAt">When the inode changed (ctime).</param>
/// <param name="Inode">The inode's number in its file system.</param>
/// <param name="FileSystem">The device of the file system.</param>
/// <param name="Device">The device that a device node stands for.</param>
/// <param name="LinkCount">The number of hard links.</param>
/// <param name="Blocks">Allocated blocks of 512 bytes; fewer than the size needs in a sparse file.</param>
public readonly record struct FileStatus(
    FileKind Kind,
    int Mode,
    uint UserId,
    uint GroupId,
    long SizeInBytes,
    UnixTime ModifiedAt,
    UnixTime ChangedAt,
    ulong Inode,
    DeviceNumber FileSystem,
    DeviceNumber Device,
    uint LinkCount,
    long Blocks)
{
    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Kind == FileKind.Directory;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegular => Kind == FileKind.Regular;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsSymbolicLink => Kind == FileKind.SymbolicLink;

    /// <summary>The status of an open file.</summary>
    /// <param name="handle">The open file.</param>
    /// <param name="name">How messages name it.</param>
    public static FileStatus Of(Microsoft.Win32.SafeHandles.SafeFileHandle handle, string name) => DirectoryHandle.StatusOf(handle, name);

    internal static FileStatus From(in Libc.Statx status) => new(
        KindOf(status.Mode),
        status.Mode & 0xFFF,
        status.UserId,
        status.GroupId,
        (long)status.Size,
        new UnixTime(status.ModificationTime.Seconds, (int)status.ModificationTime.Nanoseconds),
        new UnixTime(status.ChangeTime.Seconds, (int)status.ChangeTime.Nanoseconds),
        status.Inode,
        new DeviceNumber(status.DeviceMajor, status.DeviceMinor),
        new DeviceNumber(status.SpecialMajor, status.SpecialMinor),
        status.LinkCount,
        (long)status.Blocks);

    private static FileKind KindOf(uint mode) => (mode & Libc.S_IFMT) switch
    {
        Libc.S_IFREG => FileKind.Regular,
        Libc.S_IFDIR => FileKind.Directory,
        Libc.S_IFLNK => FileKind.SymbolicLink,
        Libc.S_IFCHR => FileKind.CharacterDevice,
        Libc.S_IFBLK => FileKind.BlockDevice,
        Libc.S_IFIFO => FileKind.Fifo,
        Libc.S_IFSOCK => FileKind.Socket,
        _ => FileKind.Unknown,
    };
}
