using Sharpbuild.Builder.Caching;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>A step that another build has executed.</summary>
/// <param name="Record">Its record; the layer is in the form that lies in the cache.</param>
/// <param name="Form">How the layer was compressed, or null where that is not known.</param>
/// <param name="Cache">The cache that has it.</param>
internal sealed record ImportedStep(StepRecord Record, CompressionOptions? Form, ImportedCache Cache);
