namespace Sharpbuild.Linux.Files;

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name alone, in the encoding of <see cref="PathText"/>.</param>
/// <param name="Kind">The type, <see cref="FileKind.Unknown"/> on file systems that do not tell.</param>
/// <param name="Inode">The inode's number.</param>
public readonly record struct DirectoryEntry(string Name, FileKind Kind, ulong Inode);
