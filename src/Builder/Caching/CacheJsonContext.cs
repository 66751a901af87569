using System.Text.Json.Serialization;

namespace Sharpbuild.Builder.Caching;

/// <summary>Generated readers and writers of the cache's JSON documents.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StepRecord))]
internal sealed partial class CacheJsonContext : JsonSerializerContext;
