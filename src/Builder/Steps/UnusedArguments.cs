using System.Collections.Frozen;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>Tells of <c>--build-arg</c>s that no ARG takes, most often a name that was mistyped.</summary>
internal static class UnusedArguments
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

    /// <summary>Reports them in one line.</summary>
    public static void Report(StageGraph graph, BuildOptions options, IBuildProgress progress)
    {
        if (options.BuildArguments.IsEmpty)
        {
            return;
        }

        HashSet<string> declared = [.. graph.Dockerfile.GlobalArguments.SelectMany(Names), .. graph.Stages.SelectMany(stage => stage.Stage.Instructions.OfType<ArgInstruction>().SelectMany(Names))];
        string[] unused = [.. options.BuildArguments.Keys.Where(name =>
            !declared.Contains(name) && !Known.Contains(name) && !SpecialArguments.IsKnown(name) && graph.Globals.Lookup(name) is null)];
        if (unused.Length > 0)
        {
            progress.Notice($"no ARG takes these build arguments: {string.Join(", ", unused)}");
        }
    }

    private static IEnumerable<string> Names(ArgInstruction instruction) => instruction.Declarations.Select(declaration => declaration.Name);
}
