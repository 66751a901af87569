using System.Collections.Immutable;

using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Json;

/// <summary>Reads and writes manifests and indexes.</summary>
/// <remarks>
/// Refused: both <c>layers</c> and <c>manifests</c>, a media type that contradicts the members or what the document was found as,
/// more than <see cref="DocumentLimits.Layers"/> layers.
/// </remarks>
public static class ManifestJson
{
    /// <summary>Whether a document is an index, by its own media type and members.</summary>
    /// <param name="json">The document.</param>
    /// <param name="foundAs">The media type of its descriptor or HTTP header, or null where none is known.</param>
    /// <exception cref="InvalidContentException">It is neither an index nor a manifest, or could be both.</exception>
    public static bool IsIndex(ReadOnlySpan<byte> json, string? foundAs = null) =>
        ReadAny(json, foundAs, "the manifest").Manifests is not null;

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">The document.</param>
    /// <param name="foundAs">The media type of its descriptor or HTTP header, or null where none is known.</param>
    /// <exception cref="InvalidContentException">It is malformed, ambiguous, or no image manifest.</exception>
    public static ImageManifest ReadManifest(ReadOnlySpan<byte> json, string? foundAs = null)
    {
        const string Name = "the manifest";
        ManifestDocument document = ReadAny(json, foundAs, Name);
        if (document.Layers is null)
        {
            throw new InvalidContentException($"{Name} is an index");
        }

        if (document.Layers.Length > DocumentLimits.Layers)
        {
            throw new InvalidContentException($"{Name} has {document.Layers.Length} layers, more than the {DocumentLimits.Layers} that are allowed");
        }

        Descriptor config = DocumentReader.Descriptor(document.Config, "the config of " + Name);
        return new ImageManifest(
            document.MediaType!,
            config,
            Descriptors(document.Layers, "a layer of " + Name),
            DocumentReader.Map(document.Annotations),
            document.ArtifactType,
            document.Subject is null ? null : DocumentReader.Descriptor(document.Subject, "the subject of " + Name));
    }

    /// <summary>Reads an index.</summary>
    /// <param name="json">The document.</param>
    /// <param name="foundAs">The media type of its descriptor or HTTP header, or null where none is known.</param>
    /// <exception cref="InvalidContentException">It is malformed, ambiguous, or no index.</exception>
    public static ImageIndex ReadIndex(ReadOnlySpan<byte> json, string? foundAs = null)
    {
        const string Name = "the index";
        ManifestDocument document = ReadAny(json, foundAs, Name);
        return document.Manifests is null
            ? throw new InvalidContentException($"{Name} is a manifest")
            : new ImageIndex(
                document.MediaType!,
                Descriptors(document.Manifests, "an entry of " + Name),
                DocumentReader.Map(document.Annotations),
                document.ArtifactType,
                document.Subject is null ? null : DocumentReader.Descriptor(document.Subject, "the subject of " + Name));
    }

    /// <summary>Writes a manifest.</summary>
    public static byte[] Write(ImageManifest manifest)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("schemaVersion").Number(2)
            .Member("mediaType", manifest.MediaType)
            .Member("artifactType", manifest.ArtifactType)
            .Name("config");
        Write(json, manifest.Config);
        json.Name("layers");
        Write(json, manifest.Layers);
        return Finish(json, manifest.Subject, manifest.Annotations);
    }

    /// <summary>Writes an index.</summary>
    public static byte[] Write(ImageIndex index)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("schemaVersion").Number(2)
            .Member("mediaType", index.MediaType)
            .Member("artifactType", index.ArtifactType)
            .Name("manifests");
        Write(json, index.Manifests);
        return Finish(json, index.Subject, index.Annotations);
    }

    /// <summary>Writes a descriptor as a value.</summary>
    public static void Write(CanonicalJsonWriter json, Descriptor descriptor)
    {
        json.BeginObject()
            .Member("mediaType", descriptor.MediaType)
            .Name("digest").String(descriptor.Digest.ToString())
            .Name("size").Number(descriptor.SizeInBytes)
            .Member("annotations", descriptor.Annotations);
        if (descriptor.Platform is { } platform)
        {
            json.Name("platform").BeginObject()
                .Name("architecture").String(platform.Architecture)
                .Name("os").String(platform.Os)
                .Member("os.version", platform.OsVersion)
                .Member("variant", platform.Variant)
                .EndObject();
        }

        json.Member("artifactType", descriptor.ArtifactType).EndObject();
    }

    private static byte[] Finish(CanonicalJsonWriter json, Descriptor? subject, ImmutableSortedDictionary<string, string> annotations)
    {
        if (subject is not null)
        {
            json.Name("subject");
            Write(json, subject);
        }

        return json.Member("annotations", annotations).EndObject().ToArray();
    }

    private static void Write(CanonicalJsonWriter json, ImmutableArray<Descriptor> descriptors)
    {
        json.BeginArray();
        foreach (Descriptor descriptor in descriptors)
        {
            Write(json, descriptor);
        }

        json.EndArray();
    }

    private static ImmutableArray<Descriptor> Descriptors(DescriptorDocument?[] documents, string name)
    {
        ImmutableArray<Descriptor>.Builder result = ImmutableArray.CreateBuilder<Descriptor>(documents.Length);
        foreach (DescriptorDocument? document in documents)
        {
            result.Add(DocumentReader.Descriptor(document, name));
        }

        return result.MoveToImmutable();
    }

    private static ManifestDocument ReadAny(ReadOnlySpan<byte> json, string? foundAs, string name)
    {
        ManifestDocument document = DocumentReader.Read(json, OciJsonContext.Default.ManifestDocument, DocumentLimits.Manifest, name);
        if (document.SchemaVersion != 2)
        {
            throw new InvalidContentException($"{name} has schema version {document.SchemaVersion?.ToString() ?? "none"}; only version 2 is supported");
        }

        bool hasManifestMembers = document.Layers is not null || document.Config is not null;
        if (hasManifestMembers == document.Manifests is not null)
        {
            throw new InvalidContentException(hasManifestMembers
                ? $"{name} is ambiguous: it has members of a manifest and of an index"
                : $"{name} has neither \"layers\" nor \"manifests\"");
        }

        document.MediaType = TypeOf(document, foundAs, name);
        document.Layers ??= hasManifestMembers ? throw new InvalidContentException($"{name} has no \"layers\"") : null;
        return document;
    }

    private static string TypeOf(ManifestDocument document, string? foundAs, string name)
    {
        foundAs = MediaTypes.IsIndex(foundAs) || MediaTypes.IsManifest(foundAs) ? foundAs : null;
        string declared = DocumentReader.NullIfEmpty(document.MediaType)
            ?? foundAs
            ?? (document.Manifests is null ? MediaTypes.OciManifest : MediaTypes.OciIndex);
        if (foundAs is not null && foundAs != declared)
        {
            throw new InvalidContentException($"{name} calls itself \"{declared}\" but was found as \"{foundAs}\"");
        }

        bool fits = document.Manifests is null ? MediaTypes.IsManifest(declared) : MediaTypes.IsIndex(declared);
        return fits ? declared : throw new InvalidContentException($"{name} has media type \"{declared}\", which contradicts its members");
    }
}
