using System.Text.Json.Serialization;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>The config of a cache as it is read; nothing in it is trusted yet.</summary>
internal sealed class CacheConfigDocument
{
    public int Version { get; set; }

    public FormDocument? Form { get; set; }

    public StepDocument?[]? Steps { get; set; }

    public FilesDocument?[]? Files { get; set; }

    public KeyPart?[]? Selections { get; set; }

    /// <summary>How layers were compressed.</summary>
    internal sealed class FormDocument
    {
        public string? Kind { get; set; }

        public int? Level { get; set; }

        public int Format { get; set; }
    }

    /// <summary>A step.</summary>
    internal sealed class StepDocument
    {
        public string? Key { get; set; }

        public string? Stage { get; set; }

        public int Ordinal { get; set; }

        public string? Text { get; set; }

        public KeyPart?[]? Parts { get; set; }

        public string? DiffId { get; set; }

        public string? ContentDigest { get; set; }

        public long SizeInBytes { get; set; }

        public string? CreatedAt { get; set; }

        public long Milliseconds { get; set; }

        public int Layer { get; set; }
    }

    /// <summary>A list of files.</summary>
    internal sealed class FilesDocument
    {
        public string? Fingerprint { get; set; }

        public int Layer { get; set; }
    }
}

/// <summary>The generated reader of caches' configs.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 8)]
[JsonSerializable(typeof(CacheConfigDocument))]
internal sealed partial class CacheConfigContext : JsonSerializerContext;
