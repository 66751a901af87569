using System.Collections.Immutable;
using System.Text.Json;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>Caches' configs as JSON, in the form that docs/cache.md describes.</summary>
internal static class CacheConfigJson
{
    private const int KeyDigits = 64;
    private const long MostMilliseconds = 365L * 24 * 3600 * 1000;

    /// <summary>Writes a config; blobs are numbers of layers of the manifest that it belongs to.</summary>
    /// <param name="config">The config.</param>
    /// <param name="layers">The layers of the manifest.</param>
    public static byte[] Write(CacheConfig config, ImmutableArray<Descriptor> layers)
    {
        Dictionary<Digest, int> places = [];
        for (int index = 0; index < layers.Length; index++)
        {
            places.TryAdd(layers[index].Digest, index);
        }

        CanonicalJsonWriter json = new();
        json.BeginObject().Name("version").Number(CacheConfig.CurrentVersion);
        if (config.Form is { } form)
        {
            json.Name("form").BeginObject().Name("kind").String(NameOf(form.Kind));
            _ = form.Level is { } level ? json.Name("level").Number(level) : json;
            json.Name("format").Number(CompressionOptions.FormatVersion).EndObject();
        }

        json.Name("steps").BeginArray();
        foreach (SharedStep step in config.Steps)
        {
            Write(json, step, places[Digest.Parse(step.Layer.Blob!.Digest)]);
        }

        json.EndArray().Name("files").BeginArray();
        foreach (SharedFiles files in config.Files)
        {
            json.BeginObject().Name("fingerprint").String(files.Fingerprint).Name("layer").Number(places[files.Blob.Digest]).EndObject();
        }

        return json.EndArray().Parts("selections", config.Selections.AsSpan()).EndObject().ToArray();
    }

    /// <summary>Reads a config.</summary>
    /// <param name="json">The document.</param>
    /// <param name="layers">The layers of the manifest that it belongs to.</param>
    /// <exception cref="InvalidContentException">It is malformed, or of a form that this program does not know.</exception>
    public static CacheConfig Read(ReadOnlySpan<byte> json, ImmutableArray<Descriptor> layers)
    {
        CacheConfigDocument document;
        try
        {
            document = JsonSerializer.Deserialize(json, CacheConfigContext.Default.CacheConfigDocument) ?? throw new InvalidContentException("its config is null");
        }
        catch (JsonException problem)
        {
            throw new InvalidContentException($"its config is malformed: {problem.Message}", problem);
        }

        return document.Version == CacheConfig.CurrentVersion
            ? new CacheConfig(
                FormOf(document.Form),
                [.. (document.Steps ?? []).Select(step => Read(step, layers))],
                [.. (document.Files ?? []).Select(files => new SharedFiles(files?.Fingerprint ?? "", BlobAt(files?.Layer ?? -1, layers)))])
            {
                Selections = Whole(document.Selections),
            }
            : throw new InvalidContentException($"its config has form {document.Version}, which this version does not know");
    }

    private static void Write(CanonicalJsonWriter json, SharedStep step, int layer)
    {
        json.BeginObject()
            .Name("key").String(step.Key)
            .Name("stage").String(step.Place.Stage)
            .Name("ordinal").Number(step.Place.Ordinal)
            .Name("text").String(step.Place.Text)
            .Parts("parts", step.Place.Parts.AsSpan())
            .Name("diffId").String(step.Layer.DiffId)
            .Name("contentDigest").String(step.Layer.ContentDigest)
            .Name("sizeInBytes").Number(step.Layer.SizeInBytes)
            .Name("createdAt").String(step.CreatedAt)
            .Member("milliseconds", (long)(step.Seconds * 1000))
            .Name("layer").Number(layer)
            .EndObject();
    }

    private static SharedStep Read(CacheConfigDocument.StepDocument? step, ImmutableArray<Descriptor> layers)
    {
        if (step is not { Key.Length: KeyDigits } || !step.Key.All(char.IsAsciiHexDigitLower))
        {
            throw new InvalidContentException("its config has a step without a valid key");
        }

        if (!Digest.TryParse(step.DiffId, out _) || !Digest.TryParse(step.ContentDigest, out _) || step.SizeInBytes < 0)
        {
            throw new InvalidContentException($"its config has no valid layer for the step {step.Key}");
        }

        LayerRecord layer = new(step.DiffId!, step.ContentDigest!, step.SizeInBytes) { Blob = BlobRecord.Of(BlobAt(step.Layer, layers)) };
        double seconds = Math.Clamp(step.Milliseconds, 0, MostMilliseconds) / 1000.0;
        return new SharedStep(step.Key, new PlannedStep(step.Stage ?? "", step.Ordinal, step.Text ?? "", Whole(step.Parts)), layer, step.CreatedAt ?? "", seconds);
    }

    private static ImmutableArray<KeyPart> Whole(KeyPart?[]? parts) => [.. (parts ?? []).Where(part => part is { Name: not null, Value: not null }).Select(part => part!)];

    private static Descriptor BlobAt(int index, ImmutableArray<Descriptor> layers) =>
        index >= 0 && index < layers.Length ? layers[index] : throw new InvalidContentException($"its config names layer {index}, but its manifest has {layers.Length}");

    private static string NameOf(CompressionKind kind) => kind.ToString().ToLowerInvariant();

    private static CompressionOptions? FormOf(CacheConfigDocument.FormDocument? form) =>
        form is { Format: CompressionOptions.FormatVersion } && Enum.GetValues<CompressionKind>().Where(kind => NameOf(kind) == form.Kind).ToArray() is [CompressionKind known]
            ? new CompressionOptions(known, form.Level)
            : null;
}
