using Sharpbuild.Oci.Content;

namespace Sharpbuild.Builder.Images;

/// <summary>A layer of a step that another build executed can't be had any more; the step can be executed here.</summary>
/// <param name="origin">Where it should be.</param>
/// <param name="problem">How that showed.</param>
public sealed class LostLayerException(IImageSource origin, Exception problem) : Exception(problem.Message, problem)
{
    /// <summary>Where it should be.</summary>
    public IImageSource Origin { get; } = origin;
}
