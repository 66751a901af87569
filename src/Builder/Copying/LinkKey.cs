using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>What the names of one file have in common.</summary>
/// <param name="Source">The source word, or the archive.</param>
/// <param name="FileSystem">The file system.</param>
/// <param name="Inode">The inode, or the number of an archive's member.</param>
internal readonly record struct LinkKey(int Source, DeviceNumber FileSystem, ulong Inode);
