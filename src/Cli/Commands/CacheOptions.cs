using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.SharedCaches;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads the values of <c>--cache-from</c> and <c>--cache-to</c>, in buildx' spelling.</summary>
internal static class CacheOptions
{
    /// <summary>The caches that a text asks for: <c>type=…</c>, or names in registries.</summary>
    /// <param name="text">The value.</param>
    /// <param name="insecureRegistries">Gets the registry of <c>registry.insecure=true</c>.</param>
    public static IEnumerable<CacheImportOption> Imports(string text, List<string> insecureRegistries)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return text.Split(',').Select(name => new CacheImportOption(CacheTable.Registry, OptionNames.Image(name)));
        }

        Dictionary<string, string> fields = Fields("cache-from", text, ["type", "ref", "src", "tag", "digest", "registry.insecure"]);
        switch (Type("cache-from", text, fields, CacheTable.Imports))
        {
            case CacheTable.Local:
                return [new CacheImportOption(CacheTable.Local, HostPath: HostPath("cache-from", text, fields, "src"), TagOrDigest: fields.GetValueOrDefault("digest") ?? fields.GetValueOrDefault("tag"))];
            default:
                return [new CacheImportOption(CacheTable.Registry, Reference("cache-from", text, fields, insecureRegistries))];
        }
    }

    /// <summary>The cache that a text asks to be written.</summary>
    /// <param name="text">The value.</param>
    /// <param name="insecureRegistries">Gets the registry of <c>registry.insecure=true</c>.</param>
    public static CacheExportOption Export(string text, List<string> insecureRegistries)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return new CacheExportOption(CacheTable.Registry) { Reference = OptionNames.Image(text), Compression = new CompressionOptions(CompressionKind.Gzip) };
        }

        Dictionary<string, string> fields = Fields("cache-to", text, [
            "type", "ref", "dest", "tag", "mode", "reset", "ignore-error", "compression", "compression-level", "registry.insecure", "image-manifest", "oci-mediatypes", "force-compression"]);
        string type = Type("cache-to", text, fields, CacheTable.Exports);
        CacheExportOption export = new(type)
        {
            OfAllStages = fields.GetValueOrDefault("mode", "min") switch
            {
                "min" => false,
                "max" when type != CacheTable.Inline => true,
                "max" => throw new UsageException($"--cache-to {text}: an image carries only the steps whose layers it has", "write mode=min, or type=registry,ref=…,mode=max"),
                string other => throw UsageException.UnknownValue($"--cache-to {text}", "mode", other, "min, max"),
            },
            IgnoresErrors = Flag(fields, "ignore-error"),
        };
        return type switch
        {
            CacheTable.Inline => export,
            CacheTable.Local => export with
            {
                HostPath = HostPath("cache-to", text, fields, "dest"),
                Tag = fields.GetValueOrDefault("tag", "latest"),
                Resets = Flag(fields, "reset"),
                Compression = Compression(text, fields),
            },
            _ => export with { Reference = Reference("cache-to", text, fields, insecureRegistries), Compression = Compression(text, fields) },
        };
    }

    private static Dictionary<string, string> Fields(string option, string text, string[] known)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach ((string name, string value) in CommaFields.Read(text))
        {
            fields[name] = known.Contains(name) ? value : throw new UsageException($"--{option} {text}: unknown field \"{name}\"", $"known are {string.Join(", ", known)}");
        }

        return fields;
    }

    private static string Type(string option, string text, Dictionary<string, string> fields, IReadOnlyList<string> known) => fields.GetValueOrDefault("type") switch
    {
        null => fields.ContainsKey("ref") ? CacheTable.Registry : throw new UsageException($"--{option} {text}: type is missing", $"write type= with one of {string.Join(", ", known)}"),
        string type when known.Contains(type) => type,
        "inline" => throw new UsageException($"--{option} {text}: a cache inside an image is read by the image's name", "write type=registry,ref=…"),
        string type => throw UsageException.UnknownValue($"--{option} {text}", "type", type, string.Join(", ", known)),
    };

    private static ImageReference Reference(string option, string text, Dictionary<string, string> fields, List<string> insecureRegistries)
    {
        ImageReference reference = fields.TryGetValue("ref", out string? name) ? OptionNames.Image(name) : throw new UsageException($"--{option} {text}: ref is missing", "write ref=REGISTRY/NAME:TAG");
        if (Flag(fields, "registry.insecure"))
        {
            insecureRegistries.Add(reference.Domain);
        }

        return reference;
    }

    private static string HostPath(string option, string text, Dictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name) is { Length: > 0 } path ? Path.GetFullPath(path) : throw new UsageException($"--{option} {text}: {name} is missing", $"write {name}=DIRECTORY");

    private static CompressionOptions Compression(string text, Dictionary<string, string> fields) => new(
        CompressionFields.Kind(fields.GetValueOrDefault("compression", "gzip"), $"--cache-to {text}"),
        fields.TryGetValue("compression-level", out string? level) ? CompressionFields.Level(level, $"--cache-to {text}") : null);

    private static bool Flag(Dictionary<string, string> fields, string name) => CommaFields.IsSet(fields.GetValueOrDefault(name));
}
