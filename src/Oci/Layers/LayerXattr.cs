using System.Collections.Immutable;

namespace Sharpbuild.Oci.Layers;

/// <summary>An extended attribute, xattr(7), of a layer's entry.</summary>
/// <param name="Name">The name with its class, for example <c>security.capability</c>.</param>
/// <param name="Value">The value's bytes; may be empty.</param>
public readonly record struct LayerXattr(string Name, ImmutableArray<byte> Value);
