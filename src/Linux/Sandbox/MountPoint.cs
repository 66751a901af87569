using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>An entry that was made only to be mounted on.</summary>
/// <param name="Parent">Its directory, opened when it was made.</param>
/// <param name="ParentPath">The path of the directory, without links.</param>
/// <param name="Name">Its name.</param>
/// <param name="Inode">Its inode; another one under the same name is the command's work.</param>
/// <param name="IsDirectory">Whether it is a directory; else it is an empty file.</param>
/// <param name="ParentBefore">The directory before the entry was made.</param>
/// <param name="ParentAfter">The directory just after.</param>
internal sealed record MountPoint(
    SafeFileHandle Parent,
    string ParentPath,
    string Name,
    ulong Inode,
    bool IsDirectory,
    FileStatus ParentBefore,
    FileStatus ParentAfter);
