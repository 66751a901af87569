using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Reproducibility;

/// <summary>In reproducible mode one digest comes out whatever surrounds the build.</summary>
public sealed class ReproducibilityTests
{
    private const string Dockerfile = """
        FROM busybox AS build
        COPY src/ /src/
        RUN mkdir /out && for i in 1 2 3 4 5; do cat /src/a.txt > /out/file$i; done && date > /tmp/now && sort -r /src/b.txt > /out/sorted
        FROM busybox
        COPY --from=build /out/ /opt/
        RUN hostname > /opt/host && echo "${SOURCE_DATE_EPOCH:-none}" > /opt/epoch && touch /opt/later
        COPY script.sh /usr/bin/script
        WORKDIR /opt/work
        LABEL made=here
        """;

    [SkippableFact]
    public void Two_builds_without_cache_give_one_digest()
    {
        using Workbench bench = new();
        string context = MakeContext(bench, "context");

        string first = Build(bench, "first", context);
        string second = Build(bench, "second", context);

        second.Should().Be(first);
    }

    [SkippableFact]
    public void The_time_of_the_context_is_that_of_the_newest_file_that_the_build_can_see()
    {
        using Workbench bench = new();
        string context = bench.Context(
            "context", ("Dockerfile", "FROM scratch\nARG SOURCE_DATE_EPOCH\nCOPY <<E /epoch\n$SOURCE_DATE_EPOCH\nE\n"), (".dockerignore", "*.log\n.git\n"), ("a", "a"), ("a.log", "log"), (".git/index", "x"));
        string aside = bench.Context("aside", ("b", "b"));
        File.CreateSymbolicLink(Path.Combine(context, "loop"), ".");
        File.CreateSymbolicLink(Path.Combine(context, "out"), aside);
        foreach (string file in (string[])["Dockerfile", ".dockerignore"])
        {
            File.SetLastWriteTimeUtc(Path.Combine(context, file), DateTime.UnixEpoch.AddSeconds(1_400_000_000));
        }

        File.SetLastWriteTimeUtc(Path.Combine(context, "a"), DateTime.UnixEpoch.AddSeconds(1_500_000_000));

        bench.Sharpbuild.Build("--timestamp", "context", "-o", $"type=local,dest={bench.At("tree")}", context).Succeeded();

        File.ReadAllText(bench.At("tree", "epoch")).Trim().Should().Be("1500000000");
    }

    [SkippableFact]
    public void Another_directory_and_another_store_give_the_same_digest()
    {
        using Workbench one = new();
        using Workbench other = new();

        string first = Build(one, "out", MakeContext(one, "context"));
        string second = Build(other, "out", MakeContext(other, "another/place/with a blank"));

        second.Should().Be(first);
    }

    [SkippableTheory]
    [InlineData("sh", "-c", "umask 077; exec \"$@\"", "sh")]
    [InlineData("sh", "-c", "umask 000; exec \"$@\"", "sh")]
    [InlineData("taskset", "1")]
    [InlineData("env", "TZ=Asia/Kolkata", "LC_ALL=C", "HOME=/nonexistent")]
    public void The_caller_s_surroundings_do_not_show(params string[] prefix)
    {
        Requires.Program(prefix[0]);
        using Workbench plain = new();
        using Workbench changed = new();
        changed.With(new SharpbuildCommand(changed.At("state")) { Prefix = prefix });

        string first = Build(plain, "out", MakeContext(plain, "context"));
        string second = Build(changed, "out", MakeContext(changed, "context"));

        second.Should().Be(first);
    }

    [SkippableFact]
    public void Checkouts_under_two_umasks_give_one_digest_with_modes_as_git_keeps_them()
    {
        using Workbench bench = new();
        string open = MakeContext(bench, "open");
        string closed = MakeContext(bench, "closed");
        ProcessRunner.Run("chmod", ["-R", "u=rwX,go=", closed]).Succeeded();

        string first = Build(bench, "first", open, "--context-modes=git");
        string second = Build(bench, "second", closed, "--context-modes=git");

        second.Should().Be(first);
    }

    [SkippableTheory]
    [InlineData("sharpbuild-test")]
    [InlineData("nobody")]
    public void An_unprivileged_user_gets_root_s_digest(string user)
    {
        Requires.Root();
        Requires.Program("setpriv");
        using Workbench bench = new();
        using Workbench other = UnprivilegedUser.Workbench(user);

        string first = Build(bench, "out", MakeContext(bench, "context"));
        string second = Build(other, "out", MakeContext(other, "context"));

        second.Should().Be(first);
    }

    private static string Build(Workbench bench, string output, string context, params string[] more)
    {
        bench.BuildTo(output, context, ["--no-cache", "--timestamp", "1700000000", .. more]).Succeeded();
        return bench.Digest(output);
    }

    private static string MakeContext(Workbench bench, string name)
    {
        string context = bench.Context(name, ("Dockerfile", Dockerfile), ("src/a.txt", "alpha\n"), ("src/b.txt", "1\n3\n2\n"), ("script.sh", "#!/bin/sh\n"));
        ProcessRunner.Run("chmod", ["-R", "u=rwX,go=rX", context]).Succeeded();
        ProcessRunner.Run("chmod", ["755", Path.Combine(context, "script.sh")]).Succeeded();
        return context;
    }
}
