using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>A step and its counterpart in an earlier build.</summary>
/// <param name="NowBuild">The build.</param>
/// <param name="Now">The step.</param>
/// <param name="WasBuild">The earlier build.</param>
/// <param name="Was">The step there.</param>
internal sealed record StepPair(BuildRecord NowBuild, RecordedStep Now, BuildRecord WasBuild, RecordedStep Was)
{
    /// <summary>The earlier value of a part of the key, or null.</summary>
    public string? Before(string part) => ValueOf(Was, part);

    /// <summary>The present value of a part of the key, or null.</summary>
    public string? After(string part) => ValueOf(Now, part);

    private static string? ValueOf(RecordedStep step, string name)
    {
        foreach (KeyPart part in step.Parts)
        {
            if (part.Name == name)
            {
                return part.Value;
            }
        }

        return null;
    }
}
