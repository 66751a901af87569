using System.Collections.Immutable;
using System.Text;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>All checks on whatever the parser made of a Dockerfile.</summary>
internal static class ChecksTarget
{
    private static readonly CheckOptions Options = new()
    {
        BuildArguments = ImmutableDictionary<string, string>.Empty.Add("X", "y"),
        BaseImages = (_, _) => new BaseImageFacts(ImmutableDictionary<string, string>.Empty, HasShell: false, "linux/amd64"),
    };

    public static FuzzTarget Create() => new("checks", DockerfileSeeds.Files, DockerfileSeeds.Tokens, Execute);

    private static void Execute(byte[] input)
    {
        CheckResult result = DockerfileChecker.Check(Dockerfile.Parse(new SourceText("Dockerfile", Encoding.UTF8.GetString(input))).Dockerfile, Options);
        foreach (CheckWarning warning in result.Warnings.Concat(result.Advice))
        {
            if (warning.Lines.Start < 1 || warning.Lines.End < warning.Lines.Start)
            {
                throw new InvalidOperationException($"{warning.RuleName} has no place");
            }
        }
    }
}
