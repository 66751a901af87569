using System.Collections.Immutable;

namespace Sharpbuild.Oci.Model;

/// <summary>A reference to content: what it is, its digest and its size.</summary>
/// <param name="MediaType">What it is; see <see cref="MediaTypes"/>.</param>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="SizeInBytes">The number of its bytes.</param>
/// <param name="Annotations">Free names and values, or null.</param>
/// <param name="Platform">What the image runs on, in an index, or null.</param>
/// <param name="ArtifactType">The type of an artifact, or null.</param>
/// <remarks>OCI image specification, descriptor.md. URLs of foreign layers are dropped: they are never followed.</remarks>
public sealed record Descriptor(
    string MediaType,
    Digest Digest,
    long SizeInBytes,
    ImmutableSortedDictionary<string, string>? Annotations = null,
    Platform? Platform = null,
    string? ArtifactType = null)
{
    /// <summary>The value of an annotation, or null where it is missing.</summary>
    public string? Annotation(string name) => Annotations is not null && Annotations.TryGetValue(name, out string? value) ? value : null;

    /// <summary>The same descriptor with one more annotation.</summary>
    public Descriptor WithAnnotation(string name, string value) => this with
    {
        Annotations = (Annotations ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)).SetItem(name, value),
    };

    /// <summary>The same content without annotations and platform, as a manifest names it.</summary>
    public Descriptor Bare() => new(MediaType, Digest, SizeInBytes);
}
