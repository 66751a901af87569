using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.History;

/// <summary>What a step that was executed took, phase by phase.</summary>
/// <param name="Queue">Waiting for a free place (<c>--jobs</c>).</param>
/// <param name="Run">The command, base layers unpacked for it included; of COPY and ADD, finding and fetching the files.</param>
/// <param name="Diff">Writing the layer: reading what changed, digests included.</param>
/// <param name="Commit">Making the layer and its record visible in the store.</param>
/// <param name="LayerSizeInBytes">The size of the layer's uncompressed tar; 0 for a step that failed.</param>
/// <param name="Usage">What the command used; null for steps without a command.</param>
public sealed record StepFigures(TimeSpan Queue, TimeSpan Run, TimeSpan Diff, TimeSpan Commit, long LayerSizeInBytes, SandboxUsage? Usage)
{
    /// <summary>The time from the step's begin to its end, waiting excepted.</summary>
    public TimeSpan Elapsed => Run + Diff + Commit;
}
