using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Says which extended attributes go from a source into a layer.</summary>
internal static class XattrFilter
{
    /// <summary>File capabilities, the one attribute that a file of a context or an archive keeps.</summary>
    public const string Capability = "security.capability";

    /// <summary>Whether a file of a stage keeps an attribute: all but those that belong to the host or would be commands to overlayfs.</summary>
    public static bool IsKept(string name) =>
        !name.StartsWith("trusted.", StringComparison.Ordinal)
        && !name.StartsWith("user.overlay.", StringComparison.Ordinal)
        && !name.StartsWith("user.sharpbuild.", StringComparison.Ordinal)
        && (!name.StartsWith("system.", StringComparison.Ordinal) || name.StartsWith("system.posix_acl_", StringComparison.Ordinal))
        && name is not ("security.selinux" or "security.evm" or "security.ima" or "security.apparmor");

    /// <summary>Keeps of an archive's attributes what a context's file would keep.</summary>
    public static ImmutableArray<LayerXattr> OfArchive(ImmutableArray<LayerXattr> xattrs) =>
        xattrs.IsDefaultOrEmpty ? [] : [.. xattrs.Where(xattr => xattr.Name == Capability)];

    /// <summary>Reads the attributes of a file that are kept.</summary>
    public static ImmutableArray<LayerXattr> Read(DirectoryHandle root, string path)
    {
        IReadOnlyList<string> names = root.ListXattrs(path);
        if (names.Count == 0)
        {
            return [];
        }

        ImmutableArray<LayerXattr>.Builder kept = ImmutableArray.CreateBuilder<LayerXattr>();
        foreach (string name in names)
        {
            if (IsKept(name) && root.GetXattr(path, name) is { } value)
            {
                kept.Add(new LayerXattr(name, ImmutableCollectionsMarshal.AsImmutableArray(value)));
            }
        }

        return kept.ToImmutable();
    }
}
