using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Json;

/// <summary>The generated readers of image documents.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, MaxDepth = DocumentGuard.MaxDepth)]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(ImageConfigDocument))]
[JsonSerializable(typeof(DockerArchiveDocument[]))]
internal sealed partial class OciJsonContext : JsonSerializerContext;
