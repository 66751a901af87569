using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rule A12: what a step's result depends on, and what it does not.</summary>
public sealed class KeyRuleTests
{
    private const string Command = "RUN --mount=type=bind,source=sub,target=/m --mount=type=cache,target=/c echo run\n";

    [SkippableTheory]
    [InlineData("FROM busybox\nENV A=2\n" + Command)]
    [InlineData("FROM busybox\nARG A=2\n" + Command)]
    [InlineData("FROM busybox\nWORKDIR /w\n" + Command)]
    [InlineData("FROM busybox\nSHELL [\"/bin/busybox\", \"sh\", \"-c\"]\n" + Command)]
    [InlineData("FROM busybox\nRUN --network=none --mount=type=bind,source=sub,target=/m --mount=type=cache,target=/c echo run\n")]
    [InlineData("FROM busybox\nRUN --mount=type=bind,source=sub,target=/m2 --mount=type=cache,target=/c echo run\n")]
    [InlineData("FROM busybox\nRUN --mount=type=bind,source=sub,target=/m --mount=type=cache,target=/c2 echo run\n")]
    [InlineData("FROM busybox\nRUN --mount=type=bind,source=sub,target=/m --mount=type=cache,target=/c echo  run\n")]
    public void A12_environment_directory_shell_network_and_mounts_count_for_a_command(string changed) => ShouldRunAgain(changed);

    [SkippableFact]
    public void A12_the_user_counts_for_a_command() => ShouldRunAgain("FROM busybox\nUSER 5\n" + Command);

    [SkippableFact]
    public void A12_the_mounted_part_of_the_context_counts_and_the_rest_does_not()
    {
        using Recipe recipe = new("FROM busybox\n" + Command, ("sub/file", "1"), ("other", "1"));
        recipe.Build();

        recipe.Write("other", "2");
        ProgressLog other = ProgressLog.Of(recipe.Try().Succeeded());
        recipe.Write("sub/file", "2");
        ProgressLog mounted = ProgressLog.Of(recipe.Try().Succeeded());

        other.IsCached("RUN").Should().BeTrue();
        mounted.Miss("RUN").Should().Contain("file");
    }

    [SkippableFact]
    public void A12_hosts_limits_labels_and_the_id_of_a_cache_do_not_count_for_a_command()
    {
        using Recipe recipe = new("FROM busybox\n" + Command, ("sub/file", "1"));
        recipe.Build("--add-host", "a:127.0.0.1");

        recipe.Write("Dockerfile", "FROM busybox\nLABEL l=1\nEXPOSE 80\nCMD x\n" + Command.Replace("target=/c", "target=/c,id=other", StringComparison.Ordinal));
        ProcessResult again = recipe.Try("--add-host", "a:127.0.0.2", "--ulimit", "nofile=100", "--shm-size", "1m", "--label", "x=y");

        ProgressLog.Of(again.Succeeded()).IsCached("RUN").Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("COPY --chown=1 dir /d\n")]
    [InlineData("COPY --chmod=700 dir /d\n")]
    [InlineData("COPY --exclude=a dir /d\n")]
    [InlineData("COPY dir /e\n")]
    public void A12_flags_and_destination_count_for_a_copy(string changed)
    {
        using Recipe recipe = new("FROM scratch\nCOPY dir /d\n", ("dir/a", "1"), ("dir/b", "2"));
        recipe.Build();

        recipe.Write("Dockerfile", "FROM scratch\n" + changed);

        ProgressLog.Of(recipe.Try().Succeeded()).Miss("COPY").Should().NotBeEmpty();
    }

    [SkippableFact]
    public void A12_names_and_modes_count_for_a_copy_and_times_do_not()
    {
        using Recipe recipe = new("FROM scratch\nCOPY dir /d\n", ("dir/a", "1"));
        string file = recipe.At("context", "dir", "a");
        recipe.Build();

        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(40));
        ProgressLog touched = ProgressLog.Of(recipe.Try().Succeeded());
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        ProgressLog changed = ProgressLog.Of(recipe.Try().Succeeded());
        File.Move(file, file + "2");
        ProgressLog renamed = ProgressLog.Of(recipe.Try().Succeeded());

        (touched.IsCached("COPY"), changed.IsCached("COPY"), renamed.IsCached("COPY")).Should().Be((true, false, false));
    }

    private static void ShouldRunAgain(string changed)
    {
        using Recipe recipe = new("FROM busybox\n" + Command, ("sub/file", "1"));
        recipe.Build();

        recipe.Write("Dockerfile", changed);

        ProgressLog.Of(recipe.Try().Succeeded()).Miss("RUN").Should().NotBeEmpty();
    }
}
