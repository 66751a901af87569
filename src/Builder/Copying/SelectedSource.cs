using System.Collections.Immutable;

namespace Sharpbuild.Builder.Copying;

/// <summary>One match of a source word: a file, or the contents of a directory.</summary>
/// <param name="Word">The place of the word in the request.</param>
/// <param name="Source">The word.</param>
/// <param name="IsDirectory">Whether the contents of a directory are copied.</param>
/// <param name="Files">The file, or all that the directory holds, parents first.</param>
public sealed record SelectedSource(int Word, CopySource Source, bool IsDirectory, ImmutableArray<SelectedFile> Files)
{
    /// <summary>Whether the result depends on the owners of the files.</summary>
    internal bool OwnersCount(CopyOptions options) => Source.Tree.KeepsOwners && options.Owner is null;
}
