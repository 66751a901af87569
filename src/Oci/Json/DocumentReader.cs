using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Json;

/// <summary>What the readers of all documents share: limits, messages, plain values.</summary>
internal static class DocumentReader
{
    /// <summary>Reads a document after <see cref="DocumentGuard"/> has let it pass.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, int maxBytes, string name)
        where T : class
    {
        DocumentGuard.Check(json, maxBytes, name);
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidContentException($"{name} is null");
        }
        catch (JsonException problem)
        {
            throw new InvalidContentException($"{name} has an unexpected value at {problem.Path}", problem);
        }
    }

    /// <summary>Makes an array of strings; null is empty, a null element is an empty string.</summary>
    public static ImmutableArray<string> Strings(string?[]? values)
    {
        if (values is null || values.Length == 0)
        {
            return [];
        }

        ImmutableArray<string>.Builder result = ImmutableArray.CreateBuilder<string>(values.Length);
        foreach (string? value in values)
        {
            result.Add(value ?? "");
        }

        return result.MoveToImmutable();
    }

    /// <summary>Makes a map; null is empty.</summary>
    public static ImmutableSortedDictionary<string, string> Map(Dictionary<string, string?>? values)
    {
        ImmutableSortedDictionary<string, string> empty = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (values is null || values.Count == 0)
        {
            return empty;
        }

        ImmutableSortedDictionary<string, string>.Builder result = empty.ToBuilder();
        foreach ((string key, string? value) in values)
        {
            result[key] = value ?? "";
        }

        return result.ToImmutable();
    }

    /// <summary>Makes a descriptor.</summary>
    /// <exception cref="InvalidContentException">It is missing or has no valid digest, size or media type.</exception>
    public static Descriptor Descriptor(DescriptorDocument? document, string name)
    {
        if (document is null)
        {
            throw new InvalidContentException($"{name} is missing");
        }

        if (!Digest.TryParse(document.Digest, out Digest digest))
        {
            throw new InvalidContentException($"{name} has no valid digest: \"{document.Digest}\"");
        }

        if (document.Size is not >= 0)
        {
            throw new InvalidContentException($"{name} ({digest}) has no valid size");
        }

        return new Descriptor(
            document.MediaType ?? "",
            digest,
            document.Size.Value,
            document.Annotations is null ? null : Map(document.Annotations),
            Platform(document.Platform),
            document.ArtifactType);
    }

    private static Platform? Platform(PlatformDocument? document) => document is null
        ? null
        : new Platform(document.Os ?? "", document.Architecture ?? "", NullIfEmpty(document.Variant), NullIfEmpty(document.OsVersion));

    /// <summary>Null for an empty string, as Go leaves such members out.</summary>
    public static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
