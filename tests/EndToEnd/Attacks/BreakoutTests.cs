using System.Globalization;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>A program in RUN that tries some thousand ways out of its step, as root and as another user, in every mode.</summary>
public sealed class BreakoutTests
{
    [SkippableTheory]
    [InlineData("root", "--userns=auto")]
    [InlineData("root", "--userns=host")]
    [InlineData("sharpbuild-test")]
    public void Nothing_leads_out_of_a_step(string user, params string[] options)
    {
        Requires.Program("gcc");
        using AttackBench bench = new(user);
        string program = bench.At("context", "breakout");
        ProcessRunner.Run("gcc", ["-static", "-O1", "-w", "-o", program, Path.Combine(Repository.Root, "tests/EndToEnd/Attacks/breakout.c")]).Succeeded();
        string run = $"RUN --mount=type=cache,target=/cache,mode=0777 --mount=type=bind,target=/bound,rw /breakout {bench.Canary.At("secret")}";
        bench.With("Dockerfile", $"FROM busybox\nCOPY --chmod=755 breakout /\n{run}\nUSER 1000:1000\n{run}\n");

        ProcessResult result = bench.Build(options).Succeeded();

        string[] lines = [.. result.Error.Split('\n').Where(line => line.Contains("ESCAPED", StringComparison.Ordinal))];
        lines.Should().BeEmpty();
        int[] attempts = [.. result.Error.Split('\n').Where(line => line.EndsWith(" attempts", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[^2], CultureInfo.InvariantCulture))];
        attempts.Should().HaveCount(2).And.OnlyContain(count => count > 5000);
    }
}
