using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Oci.Layers;

/// <summary>How an archive is unpacked.</summary>
/// <param name="Mode">What it is unpacked for.</param>
public sealed record UnpackOptions(UnpackMode Mode)
{
    /// <summary>Whether opaque directories are marked in the <c>user.</c> class, as overlayfs reads it with <c>userxattr</c>.</summary>
    public bool UsesUserXattrs { get; init; }

    /// <summary>Whether owners are set; false where only one id is mapped, and all belongs to it.</summary>
    public bool KeepsOwners { get; init; } = true;

    /// <summary>How messages name the archive.</summary>
    public string Name { get; init; } = "the archive";

    /// <summary>Collects the archive's index in the same pass, where one is wanted.</summary>
    public LayerIndexBuilder? Index { get; init; }

    /// <summary>
    /// Tells what lower layers have at a path, or null for nothing. Parents that the archive leaves out are made like theirs, links among
    /// them are followed, and markers for what is not there are left out.
    /// </summary>
    public Func<string, LayerEntry?>? LowerEntry { get; init; }

    /// <summary>Opens a regular file of lower layers that a hard link names, or returns null; disposed by the unpacker.</summary>
    public Func<string, SafeFileHandle?>? OpenLowerFile { get; init; }
}
