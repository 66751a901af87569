namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rule A7: how steps that run at the same time share a cache mount.</summary>
public sealed class CacheMountRuleTests
{
    private const string Exclusive = "mkdir /c/taken && sleep 0.2 && rmdir /c/taken";

    [SkippableFact]
    public void A7_a_locked_cache_makes_the_second_step_wait()
    {
        using Recipe recipe = new(Two("--mount=type=cache,target=/c,sharing=locked", "--mount=type=cache,target=/c,sharing=locked", Exclusive));

        recipe.Build("--jobs", "2");

        (recipe.Has("one"), recipe.Has("two")).Should().Be((true, true));
    }

    [SkippableFact]
    public void A7_two_locked_caches_in_opposite_order_and_one_twice_are_no_deadlock()
    {
        string a = "--mount=type=cache,id=a,target=/c,sharing=locked";
        string b = "--mount=type=cache,id=b,target=/b,sharing=locked";
        using Recipe recipe = new(Two($"{a} {b} {a.Replace("/c", "/again", StringComparison.Ordinal)}", $"{b} {a}", Exclusive));

        recipe.Build("--jobs", "2");

        (recipe.Has("one"), recipe.Has("two")).Should().Be((true, true));
    }

    [SkippableFact]
    public void A7_a_private_cache_is_another_one_while_the_first_is_in_use()
    {
        string meet = "touch /meet/$$ && n=0; while [ $(ls /meet | wc -l) -lt 2 ] && [ $n -lt 300 ]; do n=$((n+1)); sleep 0.1; done; ls /c | wc -l";
        string mounts = "--mount=type=cache,target=/meet --mount=type=cache,target=/c,sharing=private";
        using Recipe recipe = new(Two(mounts, mounts, $"touch /c/mine; {meet.Replace("$$", "$STAGE", StringComparison.Ordinal)}"));

        recipe.Build("--jobs", "2");

        (recipe.Text("one"), recipe.Text("two")).Should().Be(("1\n", "1\n"));
    }

    [SkippableFact]
    public void A7_a_namespace_of_caches_is_chosen_by_a_build_argument()
    {
        using Recipe recipe = new("FROM busybox\nARG RUN_AGAIN\nRUN --mount=type=cache,target=/c ls /c > /seen; touch /c/x\n");
        recipe.Build("--build-arg", "BUILDKIT_CACHE_MOUNT_NS=one");

        string other = recipe.Build("--build-arg", "BUILDKIT_CACHE_MOUNT_NS=two", "--build-arg", "RUN_AGAIN=1").Text("seen");
        string same = recipe.Build("--build-arg", "BUILDKIT_CACHE_MOUNT_NS=one", "--build-arg", "RUN_AGAIN=2").Text("seen");

        (other, same).Should().Be(("", "x\n"));
    }

    /// <summary>Two stages that can run at the same time, and their results.</summary>
    private static string Two(string mountsOfOne, string mountsOfTwo, string command) =>
        $"FROM busybox AS one\nENV STAGE=1\nRUN {mountsOfOne} ({command}) > /out\n"
        + $"FROM busybox AS two\nENV STAGE=2\nRUN {mountsOfTwo} ({command}) > /out\n"
        + "FROM scratch\nCOPY --from=one /out /one\nCOPY --from=two /out /two\n";
}
