using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Images;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>A step of this build, executed or out of a cache.</summary>
/// <param name="Stage">The number of its stage.</param>
/// <param name="Key">Its key.</param>
/// <param name="Place">Where it stands, secrets masked.</param>
/// <param name="Record">Its record.</param>
/// <param name="Layer">Its layer.</param>
/// <param name="IsShipped">Whether the result has the layer.</param>
internal sealed record UsedStep(int Stage, CacheKey Key, PlannedStep Place, StepRecord Record, Layer Layer, bool IsShipped)
{
    /// <summary>The step as others get it.</summary>
    /// <param name="blob">Its layer in the form that they get.</param>
    public SharedStep Share(Descriptor blob) => new(
        Key.Hex,
        Place,
        Record.Layer with { Blob = BlobRecord.Of(blob) },
        Record.CreatedAt,
        Record.Seconds);
}
