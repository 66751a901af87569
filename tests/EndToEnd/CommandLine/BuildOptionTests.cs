using Sharpbuild.EndToEnd.Language;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>Options that decide what a build takes from where.</summary>
public sealed class BuildOptionTests
{
    private const string TwoStages = "FROM busybox AS one\nRUN echo 1 > /one\nFROM busybox AS two\nCOPY --from=one /one /\nRUN echo 2 > /two\n";

    [SkippableFact]
    public void Build_arguments_come_from_a_file_and_a_later_option_wins()
    {
        using Recipe recipe = new("FROM busybox\nARG A\nARG B\nARG C\nRUN echo -n \"$A|$B|$C\" > /value\n");
        string file = Path.Combine(recipe.Directory("files", ("arguments", "# a comment\n\nA=from file\n  B=with=sign \nC=1\n")), "arguments");

        recipe.Build("--build-arg-file", file, "--build-arg", "C=2");

        recipe.Text("value").Should().Be("from file|with=sign|2");
    }

    [SkippableFact]
    public void A_file_of_build_arguments_that_is_missing_is_wrong_usage()
    {
        using Recipe recipe = new("FROM scratch\nCOPY Dockerfile /\n");

        ProcessResult refused = recipe.Try("--build-arg-file", recipe.At("nothing"));

        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain("--build-arg-file").And.Contain(recipe.At("nothing"));
    }

    [SkippableTheory]
    [InlineData(new string[0], "hit", "hit")]
    [InlineData(new[] { "--no-cache-filter", "two" }, "hit", "run")]
    [InlineData(new[] { "--no-cache-filter", "one,two" }, "run", "run")]
    [InlineData(new[] { "--no-cache" }, "run", "run")]
    public void Steps_are_run_again_where_the_cache_is_not_wanted(string[] options, string first, string second)
    {
        using Recipe recipe = new(TwoStages);
        recipe.Build();

        ProgressLog log = ProgressLog.Of(recipe.Try(options).Succeeded());

        (log.IsCached("echo 1") ? "hit" : "run", log.IsCached("echo 2") ? "hit" : "run").Should().Be((first, second));
    }

    [SkippableFact]
    public void A_base_is_looked_up_again_only_with_pull_and_never_with_never()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        using RegistryServer registry = new(directory);
        string name = $"{registry.Address}/team/base:1";
        SharpbuildCommand other = new(bench.At("other"));
        string child = bench.Context("child", ("Dockerfile", $"FROM {name}\nRUN cat /base\n"));
        string tree = $"type=local,dest={bench.At("tree")}";

        ProcessResult never = other.Build("--pull=never", child);
        Push("one");
        other.Build("-o", tree, child).Succeeded();
        Push("two");
        other.Build("-o", tree, child).Succeeded();
        string kept = File.ReadAllText(bench.At("tree", "base"));
        other.Build("--pull", "-o", tree, child).Succeeded();

        never.ExitCode.Should().Be(1);
        (kept, File.ReadAllText(bench.At("tree", "base"))).Should().Be(("one\n", "two\n"));

        void Push(string text) => bench.Sharpbuild.Build(
            [.. Workbench.Bases("busybox"), "-t", name, "--push", bench.Context(text, ("Dockerfile", $"FROM busybox\nRUN echo {text} > /base\n"))]).Succeeded();
    }
}
