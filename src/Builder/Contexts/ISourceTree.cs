using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>A tree that COPY and ADD take files from: a context, the root of a stage or of an image, heredoc files.</summary>
/// <remarks>All paths are exact: no component is followed. <see cref="SourceLookup"/> follows links.</remarks>
public interface ISourceTree
{
    /// <summary>How messages name the tree, for example <c>the build context</c>.</summary>
    string Name { get; }

    /// <summary>Whether owners of the files count; those of a context never do.</summary>
    bool KeepsOwners { get; }

    /// <summary>The entry at a path, or null where there is none or it is hidden.</summary>
    SourceFile? TryGet(string path);

    /// <summary>The entries of a directory, sorted in byte order.</summary>
    IReadOnlyList<SourceFile> List(SourceFile directory);

    /// <summary>Whether something is at the path, but kept out of the tree by an ignore file.</summary>
    bool IsHidden(string path);

    /// <summary>Reads digests and extended attributes of many files, in the order given.</summary>
    /// <exception cref="InputException">A file changed since it was looked at.</exception>
    ImmutableArray<FileDetails> Inspect(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken);

    /// <summary>Opens a regular file; null where the files of the tree are not on disk.</summary>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="InputException">The file changed since it was looked at.</exception>
    SafeFileHandle? TryOpen(SourceFile file);

    /// <summary>Adds a regular file with its content to a layer.</summary>
    /// <exception cref="InputException">The file changed since it was looked at.</exception>
    void AddTo(LayerWriter writer, LayerEntry entry, SourceFile file, FileDigest digest);
}
