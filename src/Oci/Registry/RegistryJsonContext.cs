using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Registry;

/// <summary>The generated readers of registry answers and Docker's configuration.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, MaxDepth = 64)]
[JsonSerializable(typeof(DockerConfigDocument))]
[JsonSerializable(typeof(HelperAnswerDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(ErrorDocument))]
internal sealed partial class RegistryJsonContext : JsonSerializerContext;
