using System.Collections.Immutable;

using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>What has to be read from a file itself, beyond its status.</summary>
/// <param name="Digest">The digest of a regular file's content; none for other kinds.</param>
/// <param name="Xattrs">The extended attributes that a layer carries, sorted by name.</param>
public readonly record struct FileDetails(FileDigest Digest, ImmutableArray<LayerXattr> Xattrs);
