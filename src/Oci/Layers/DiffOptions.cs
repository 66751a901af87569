using System.Collections.Frozen;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>Told of an entry.</summary>
/// <param name="name">Its name.</param>
/// <param name="status">Its attributes.</param>
/// <param name="above">What this delegate returned for the directory in which it lies; 0 for the root.</param>
public delegate ulong EntryVisitor(string name, in FileStatus status, ulong above);

/// <summary>How a directory tree becomes entries of a layer.</summary>
public sealed record DiffOptions
{
    /// <summary>Paths that are left out with all below them, without leading slash.</summary>
    public IReadOnlySet<string> ExcludedPaths { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// Tells of a directory of the upper directory whether it is as in the lower layers; such a directory is left out if nothing below it
    /// is written. All are written by default.
    /// </summary>
    public Func<string, FileStatus, bool>? IsUnchangedDirectory { get; init; }

    /// <summary>Told of each entry below the root, with its attributes on the disk and what it returned for the directory above, 0 for the root.</summary>
    public EntryVisitor? Visit { get; init; }

    /// <summary>The root as it was before: where its mode, owner or attributes differ now, it gets an entry of its own. Null for never.</summary>
    public LayerEntry? RootBefore { get; init; }
}
