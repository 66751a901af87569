using System.Text;
using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Checks;

/// <summary>What checks do beside a build.</summary>
public sealed class BuildWarningTests
{
    private const string Dockerfile = "FROM scratch AS A\nMAINTAINER me\nCOPY file /\n";

    private const string Summary =
        "\n 2 warnings found (use --check to expand):\n - StageNameCasing: stage name \"A\" has upper-case letters (line 1)\n"
        + " - MaintainerDeprecated: MAINTAINER is deprecated: write LABEL org.opencontainers.image.authors=... (line 2)\n";

    [Fact]
    public void A_build_ends_with_its_warnings()
    {
        using Workbench bench = new();

        Build(bench, Dockerfile).Succeeded().Error.Should().EndWith(Summary);
        Build(bench, Dockerfile).Succeeded().Error.Should().EndWith(Summary, "a build that is all cached warns too");
    }

    [Fact]
    public void A_failed_build_shows_its_warnings_before_the_error()
    {
        using Workbench bench = new();

        ProcessResult result = Build(bench, Dockerfile + "COPY missing /\n");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(Summary + "Dockerfile:4");
    }

    [Theory]
    [InlineData("-q")]
    [InlineData("--progress=quiet")]
    public void A_quiet_build_shows_none(string option)
    {
        using Workbench bench = new();

        Build(bench, Dockerfile, option).Succeeded().Error.Should().BeEmpty();
    }

    [Fact]
    public void Raw_progress_carries_warnings()
    {
        using Workbench bench = new();

        string[] lines = Build(bench, Dockerfile, "--progress=rawjson").Succeeded().Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        JsonNode[] warnings = [.. lines.Select(line => JsonNode.Parse(line)!["warnings"]).OfType<JsonArray>().Select(array => array[0]!)];
        warnings.Select(warning => Encoding.UTF8.GetString(Convert.FromBase64String((string)warning["short"]!)).Split(':')[0])
            .Should().Equal("StageNameCasing", "MaintainerDeprecated");
        warnings[1]["range"]!.ToJsonString().Should().Be("""[{"start":{"line":2},"end":{"line":2}}]""");
    }

    [Fact]
    public void Error_true_refuses_the_build_with_exit_code_3_before_it_runs()
    {
        using Workbench bench = new();

        ProcessResult result = Build(bench, "# check=error=true\n" + Dockerfile, "-o", $"type=local,dest={bench.At("out")}");

        result.ExitCode.Should().Be(3);
        result.Error.Should().StartWith("Check complete, 2 warnings have been found!").And.EndWith(
            "sharpbuild: the checks found something, and the Dockerfile asks for error=true\n   = help: correct it or skip the rule with # check=skip=RULE\n");
        Directory.Exists(bench.At("out")).Should().BeFalse();
    }

    [Theory]
    [InlineData("# check=error=true;skip=StageNameCasing,MaintainerDeprecated\n" + Dockerfile, "x=y")]
    [InlineData("# check=error=true\nFROM scratch\n# check=skip=MaintainerDeprecated\nMAINTAINER me\nCOPY file /\n", "x=y")]
    [InlineData("# check=error=true\n" + Dockerfile, "BUILDKIT_DOCKERFILE_CHECK=skip=all")]
    public void Skipped_rules_let_it_through(string dockerfile, string argument)
    {
        using Workbench bench = new();

        Build(bench, dockerfile, "--build-arg", argument).Succeeded().Error.Should().NotContain("found (use");
    }

    [Fact]
    public void Build_argument_turns_errors_on()
    {
        using Workbench bench = new();

        Build(bench, Dockerfile, "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=error=true").ExitCode.Should().Be(3);
    }

    [Fact]
    public void Experimental_rules_run_when_they_are_named()
    {
        using Workbench bench = new();
        const string Described = "FROM scratch\n# what it says\nARG name=x\nCOPY file /\n";

        Build(bench, Described).Succeeded().Error.Should().NotContain("InvalidDefinitionDescription");
        Build(bench, "# check=experimental=InvalidDefinitionDescription\n" + Described).Succeeded().Error.Should().Contain(" - InvalidDefinitionDescription: ");
    }

    [SkippableFact]
    public void Variables_of_the_base_image_are_known()
    {
        using Workbench bench = new();

        Build(bench, "FROM busybox\nENV A=$PATH B=$NOTHING\n", Workbench.Bases("busybox")).Succeeded().Error
            .Should().EndWith("\n 1 warning found (use --check to expand):\n - UndefinedVar: \"$NOTHING\" is not defined here (line 2)\n");
    }

    private static ProcessResult Build(Workbench bench, string dockerfile, params string[] more)
    {
        string context = bench.Context("context", ("Dockerfile", dockerfile), ("file", "x"));
        ProcessSettings settings = new() { WorkingDirectory = context, Environment = new Dictionary<string, string?> { ["GITHUB_ACTIONS"] = null } };
        return bench.With(new SharpbuildCommand(bench.At("state")) { Settings = settings }).Sharpbuild.Build([.. more, "."]);
    }
}
