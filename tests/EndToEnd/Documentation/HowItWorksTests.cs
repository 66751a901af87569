using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Documentation;

/// <summary>The commands of <c>docs/how-it-works.md</c> print what the page says.</summary>
public sealed class HowItWorksTests
{
    private const string Prompt = "$ ";

    [SkippableFact]
    public void Every_command_of_the_page_prints_what_it_claims()
    {
        Requires.Root();
        Requires.Program("busybox", "tar");
        using Workbench bench = new();
        List<(string Command, string Output)> steps = Read(Path.Combine(Repository.Root, "docs", "how-it-works.md"));
        string directory = bench.Context("page", ("bin/sharpbuild", $"#!/bin/sh\nexec {SharpbuildCommand.Binary} \"$@\"\n"));
        File.SetUnixFileMode(Path.Combine(directory, "bin", "sharpbuild"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ProcessSettings settings = new()
        {
            WorkingDirectory = directory,
            Environment = new Dictionary<string, string?>
            {
                ["PATH"] = $"{directory}/bin:{Environment.GetEnvironmentVariable("PATH")}",
                ["SHARPBUILD_ROOT"] = bench.At("state"),
            },
        };
        Skip.If(ProcessRunner.Run(Path.Combine(directory, "bin", "sharpbuild"), ["run", "--memory", "64m", "--network", "none", $"oci-layout://{BaseImages.Busybox()}", "true"], settings).Error.Contains("no rights on control groups", StringComparison.Ordinal), "no rights on control groups");

        List<(string Command, string Output)> seen = [.. steps.Select(step => (step.Command, ProcessRunner.Run("bash", ["-c", $"({step.Command}) 2>&1"], settings).Output))];

        seen.Should().HaveCountGreaterThan(20).And.Equal(steps);
    }

    /// <summary>The commands behind prompts in console blocks, each with the lines up to the next one.</summary>
    private static List<(string Command, string Output)> Read(string page)
    {
        List<(string Command, string Output)> steps = [];
        bool isInside = false;
        foreach (string line in File.ReadLines(page))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isInside = line == "```console";
            }
            else if (isInside && line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                steps.Add((line[Prompt.Length..], ""));
            }
            else if (isInside)
            {
                steps[^1] = (steps[^1].Command, steps[^1].Output + line + "\n");
            }
        }

        return steps;
    }
}
