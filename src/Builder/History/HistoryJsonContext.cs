using System.Text.Json.Serialization;

namespace Sharpbuild.Builder.History;

/// <summary>The generated reader of build records.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(MicrosecondsConverter)])]
[JsonSerializable(typeof(BuildRecord))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
