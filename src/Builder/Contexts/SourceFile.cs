using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>An entry of a tree that files come from, as it was when it was looked at.</summary>
/// <param name="Path">The path in the tree, without links; <c>""</c> is the tree's root.</param>
/// <param name="Status">The status of the entry itself.</param>
/// <param name="LinkTarget">What a symbolic link holds, else null.</param>
public sealed record SourceFile(string Path, FileStatus Status, string? LinkTarget)
{
    /// <summary>The last component of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Whether <paramref name="now"/> is the same file with the same content and metadata.</summary>
    public bool IsUnchanged(in FileStatus now) =>
        now.Kind == Status.Kind && now.Inode == Status.Inode && now.SizeInBytes == Status.SizeInBytes
        && now.ModifiedAt == Status.ModifiedAt && now.ChangedAt == Status.ChangedAt;
}
