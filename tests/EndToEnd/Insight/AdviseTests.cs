using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Insight;

/// <summary><c>sharpbuild advise</c> on builds that were really made.</summary>
public sealed class AdviseTests
{
    private const string Dockerfile = """
        FROM busybox AS tools
        COPY tools/npm /bin/npm

        FROM tools
        ARG REVISION
        LABEL revision=$REVISION
        WORKDIR /app
        COPY . .
        RUN npm ci
        RUN sleep 0.05 && cat src/*.js > bundle.js

        """;

    /// <summary>Stands for a package manager: waits as if for a network, reads the manifest, writes a megabyte.</summary>
    private const string Npm = "#!/bin/sh\nset -e\nsleep 0.3\ngrep -q name package.json\nmkdir -p node_modules\nhead -c 1000000 /dev/zero > node_modules/library\n";

    private const string Advised = """
        FROM busybox AS tools
        COPY tools/npm /bin/npm

        FROM tools
        WORKDIR /app
        COPY package.json ./
        RUN --mount=type=cache,target=/root/.npm npm ci
        COPY . .
        RUN sleep 0.05 && cat src/*.js > bundle.js
        ARG REVISION
        LABEL revision=$REVISION

        """;

    [SkippableFact]
    public void Advice_names_what_the_builds_repeated_for_nothing()
    {
        using Workbench bench = Recorded();

        string text = bench.Sharpbuild.Run("advise").Succeeded().Output;
        JsonNode advice = JsonNode.Parse(bench.Sharpbuild.Run("advise", "--json").Succeeded().Output)!;

        text.Should().StartWith("5 builds of ").And.Contain("1. ").And.Contain("   -COPY . .\n   +COPY package.json ./\n");
        advice["builds"]!.AsArray().Select(build => (string)build!["change"]!).Should().Equal("first build", "src/main.js", "docs/guide.md", "ARG REVISION", "package.json");
        advice["proposals"]!.AsArray().Select(proposal => (string)proposal!["name"]!).Should().Equal("manifests-first", "argument-late", "files-ignored", "cache-mount");
        ((long)advice["proposals"]![0]!["savedMilliseconds"]!).Should().BeGreaterThan(600, "two builds ran the installer, which sleeps, for sources or documents");
        ((long)advice["proposals"]![0]!["writtenSavedInBytes"]!).Should().BeGreaterThan(2_000_000);
    }

    [SkippableFact]
    public void The_patch_gives_the_advised_files_and_they_build()
    {
        using Workbench bench = Recorded();
        Requires.Program("git");
        Requires.Program("patch");

        bench.Sharpbuild.Run("advise", $"--write={bench.At("advice.patch")}").Succeeded();
        string printed = bench.Sharpbuild.Run("advise", "--write").Succeeded().Output;
        ProcessRunner.Run("cp", ["-a", bench.At("app"), bench.At("other")]).Succeeded();
        ProcessRunner.Run("patch", ["-p1", "-i", bench.At("advice.patch")], new ProcessSettings { WorkingDirectory = bench.At("other") }).Succeeded();
        ProcessRunner.Run("git", ["apply", bench.At("advice.patch")], new ProcessSettings { WorkingDirectory = bench.At("app") }).Succeeded();

        printed.Should().Be(File.ReadAllText(bench.At("advice.patch")));
        File.ReadAllText(bench.At("app", "Dockerfile")).Should().Be(Advised);
        File.ReadAllText(bench.At("other", "Dockerfile")).Should().Be(Advised);
        File.ReadAllText(bench.At("other", ".dockerignore")).Should().Be("docs\n");
        File.ReadAllText(bench.At("app", ".dockerignore")).Should().Be("docs\n");
        Build(bench, "9");
    }

    [SkippableFact]
    public void Verify_builds_the_series_again_and_the_estimate_counts_the_steps_right()
    {
        using Workbench bench = Recorded();

        ProcessResult result = bench.Sharpbuild.Run("advise", "--verify", "--json").Succeeded();

        JsonNode advice = JsonNode.Parse(result.Output)!;
        int[] before = [.. advice["builds"]!.AsArray().Select(build => (int)build!["before"]!["executed"]!)];
        int[] after = [.. advice["builds"]!.AsArray().Select(build => (int)build!["after"]!["executed"]!)];
        before.Should().Equal(5, 3, 3, 2, 3);
        after.Should().Equal(6, 2, 0, 0, 4);
        ((int)advice["estimateBefore"]!["executed"]!).Should().Be(before.Sum());
        ((int)advice["estimateAfter"]!["executed"]!).Should().Be(after.Sum());
        Total(advice, "after").Should().BeLessThan(Total(advice, "before"));
        Directory.GetFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableFact]
    public void Verify_prints_both_series_side_by_side()
    {
        using Workbench bench = Recorded();

        bench.Sharpbuild.Run("advise", "--verify").Succeeded().Output.Split('\n')
            .Should().ContainSingle(line => line.StartsWith("measured: ", StringComparison.Ordinal)).And.Contain(line => line.EndsWith("  docs/guide.md", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_store_without_builds_has_no_advice()
    {
        using Workbench bench = new();

        ProcessResult result = bench.Sharpbuild.Run("advise");

        result.ExitCode.Should().Be(1);
        result.Error.Should().StartWith("sharpbuild: the history is empty");
    }

    [SkippableFact]
    public void Builds_with_secrets_are_replayed_when_the_secret_is_given_again()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nRUN --mount=type=secret,id=token grep -q x /run/secrets/token\n"), ("token", "x"));
        string secret = $"id=token,src={Path.Combine(context, "token")}";
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "--secret", secret, context]).Succeeded();

        ProcessResult without = bench.Sharpbuild.Run("advise", "--verify");
        ProcessResult with = bench.Sharpbuild.Run("advise", "--verify", "--secret", secret);

        without.ExitCode.Should().Be(1);
        without.Error.Should().Contain("used the secret \"token\", which no record keeps").And.Contain("give it again: --secret id=token,src=FILE");
        with.Succeeded().Output.Should().Contain("measured: ");
    }

    [SkippableFact]
    public void The_contexts_of_the_past_are_built_again_not_the_present_one()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nCOPY . /in/\nRUN head -c $(cat /in/size) /dev/zero > /out; rm -r /in\n"), ("size", "1000000"), ("docs/a.md", "1"));
        List<long> sizes = [];
        foreach (string size in (string[])["1000000", "3000000", "2000000"])
        {
            File.WriteAllText(Path.Combine(context, "size"), size);
            Build(bench, "1");
            JsonNode record = JsonNode.Parse(bench.Sharpbuild.Run("history", "inspect", "--format", "json").Succeeded().Output)!;
            sizes.Add(record["result"]!["layers"]!.AsArray().Sum(layer => (long)layer!["sizeInBytes"]!));
        }

        File.WriteAllText(Path.Combine(context, "size"), "5000000");
        JsonNode advice = JsonNode.Parse(bench.Sharpbuild.Run("advise", "--verify", "--json").Succeeded().Output)!;

        advice["builds"]!.AsArray().Select(build => (long)build!["before"]!["imageSizeInBytes"]!).Should().Equal(sizes);
        ((int)advice["imitatedFiles"]!).Should().Be(0);
    }

    [SkippableFact]
    public void The_network_and_the_rights_of_the_builds_are_those_of_the_replay()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nRUN --network=host grep -q \"10.1.2.3.*db\" /etc/hosts\n"));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "--allow", "network.host", "--add-host", "db:10.1.2.3", context]).Succeeded();

        bench.Sharpbuild.Run("advise", "--verify").Succeeded();
    }

    [SkippableFact]
    public void A_replay_stays_inside_its_copy_of_the_context_and_runs_as_nobody_on_the_machine()
    {
        Requires.Root();
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nRUN test $(head -1 /proc/self/uid_map | awk '{print $2}') != 0\nCOPY d /d/\nRUN cat /d/victim\n"), ("d/victim", "1"), ("d/other", "1"));
        bench.With(new SharpbuildCommand(Path.Combine(context, "state")));
        Build(bench, "1");
        File.WriteAllText(Path.Combine(context, "d", "victim"), "2");
        Build(bench, "1");
        string outside = bench.Context("outside", ("victim", "good"), ("other", "good"));
        Directory.Delete(Path.Combine(context, "d"), recursive: true);
        File.CreateSymbolicLink(Path.Combine(context, "d"), outside);
        ProcessRunner.Run("mkfifo", [Path.Combine(context, "pipe")]).Succeeded();

        ProcessResult result = bench.Sharpbuild.Run("advise", "--verify");

        (File.ReadAllText(Path.Combine(outside, "victim")), File.ReadAllText(Path.Combine(outside, "other"))).Should().Be(("good", "good"));
        Directory.GetFileSystemEntries(Path.Combine(context, "state", "tmp")).Should().BeEmpty();
        result.Error.Should().NotContain("unexpected failure").And.NotContain("uid_map");
    }

    [SkippableFact]
    public void An_ignore_file_that_has_gone_bad_is_one_message()
    {
        using Workbench bench = Recorded();
        File.WriteAllText(bench.At("app", ".dockerignore"), "ok\n[z-a\n");

        foreach (string command in (string[])["advise", "report"])
        {
            ProcessResult result = bench.Sharpbuild.Run(command);

            (result.Output + result.Error).Should().NotContain("unexpected failure", command);
        }
    }

    private static long Total(JsonNode advice, string which) => advice["builds"]!.AsArray().Sum(build => (long)build![which]!["milliseconds"]!);

    /// <summary>Five builds: the first, then a changed source, document, argument and manifest.</summary>
    private static Workbench Recorded()
    {
        Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", Dockerfile), ("package.json", "{\"name\":\"a\"}\n"), ("src/main.js", "1\n"), ("docs/guide.md", "1\n"), ("tools/npm", Npm));
        File.SetUnixFileMode(Path.Combine(context, "tools", "npm"), (UnixFileMode)0x1ED);
        Build(bench, "1");
        foreach (string file in (string[])["src/main.js", "docs/guide.md"])
        {
            File.AppendAllText(Path.Combine(context, file), "2\n");
            Build(bench, "1");
        }

        Build(bench, "2");
        File.WriteAllText(Path.Combine(context, "package.json"), "{\"name\":\"b\"}\n");
        Build(bench, "2");
        return bench;
    }

    private static void Build(Workbench bench, string revision) =>
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "--build-arg", $"REVISION={revision}", bench.At("app")]).Succeeded();
}
