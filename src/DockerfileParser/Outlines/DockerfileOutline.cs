using System.Collections.Immutable;

using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Dockerfiles.Outlines;

/// <summary>What a build of a target takes: its arguments, secrets and agents.</summary>
/// <param name="Name">The target's name; empty for a stage without one.</param>
/// <param name="Description">The comment above the stage that begins with its name.</param>
/// <param name="Arguments">The arguments that the target and the stages it needs use, in the order of the lines.</param>
/// <param name="Secrets">The secrets they mount, in the order of the lines.</param>
/// <param name="Agents">The ssh agents they mount, in the order of the lines.</param>
/// <remarks>BuildKit's subrequest <c>frontend.outline</c>.</remarks>
public sealed record DockerfileOutline(
    string Name, string Description, ImmutableArray<OutlineEntry> Arguments, ImmutableArray<OutlineEntry> Secrets, ImmutableArray<OutlineEntry> Agents)
{
    /// <summary>Outlines a Dockerfile that was parsed without errors.</summary>
    /// <param name="dockerfile">The file, with at least one stage.</param>
    /// <param name="options">The build: arguments, platform, and the target, where null is the last stage.</param>
    public static DockerfileOutline Of(Dockerfile dockerfile, CheckOptions options)
    {
        Stage last = dockerfile.Stages[^1];
        Evaluation evaluation = Evaluation.Of(dockerfile, options with { Target = options.Target ?? $"{last.Index}" });
        Stage target = evaluation.Stages[^1].Stage;
        MountCollector mounts = new(dockerfile.EscapeCharacter);
        foreach (EvaluatedStage stage in evaluation.Stages.Reverse())
        {
            mounts.Add(stage);
        }

        return new DockerfileOutline(
            target.Name ?? "",
            Outlines.Description.Of(target.From.LeadingComments, target.Name),
            ArgumentCollector.Collect(dockerfile, evaluation),
            ByLine(mounts.Secrets),
            ByLine(mounts.Agents));
    }

    /// <summary>The entries in the order of their lines.</summary>
    internal static ImmutableArray<OutlineEntry> ByLine(IEnumerable<OutlineEntry> entries) => [.. entries.OrderBy(entry => entry.Lines.Start)];
}
