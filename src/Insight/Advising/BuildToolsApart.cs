using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Finds compilers that stay in the image; only a person can tell what has to be copied out of a stage of their own.</summary>
internal sealed class BuildToolsApart : IAdvisor
{
    private static readonly string[] Tools =
        ["build-essential", "gcc", "g++", "make", "cmake", "clang", "golang", "cargo", "rustc", "maven", "gradle", "default-jdk", "build-base", "musl-dev", "libc6-dev", "python3-dev", "dotnet-sdk-8.0"];

    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        Stage? stage = draft.Dockerfile.Stages[NeededStages.Target(draft.Dockerfile, basis.Target)];
        while (stage is not null)
        {
            foreach (RunInstruction run in stage.Instructions.OfType<RunInstruction>())
            {
                if (Installer.Find(run.Original) is { Manifests: [] } && ToolOf(run) is { } tool && basis.Costs.Of(run.Original) is { SizeInBytes: > 0 } cost)
                {
                    yield return new Rewrite(
                        "build-tools-apart",
                        run.Lines.Start,
                        $"build in a stage of its own and copy the result with COPY --from: \"{tool}\" and what comes with it stay in the image",
                        Draft: null,
                        cost.SizeInBytes);
                }
            }

            stage = NeededStages.Find(draft.Dockerfile, stage.From.BaseName, stage.Index) is { } index ? draft.Dockerfile.Stages[index] : null;
        }
    }

    private static string? ToolOf(RunInstruction run)
    {
        string[] words = run.Original.Split([' ', '\t', ';', '&'], StringSplitOptions.RemoveEmptyEntries);
        return Tools.FirstOrDefault(words.Contains);
    }
}
