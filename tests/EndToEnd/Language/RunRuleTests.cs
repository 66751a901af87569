using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rules A7 and A8: RUN, its mounts and heredocs.</summary>
public sealed class RunRuleTests
{
    [SkippableFact]
    public void A7_shell_exec_and_heredoc_forms_run_with_PATH_and_HOME()
    {
        using Recipe recipe = new("FROM busybox\nRUN echo -n \"$HOME\" > /home.txt\nRUN [\"/bin/touch\", \"/exec\"]\nRUN <<E\necho -n 1 > /one\necho -n 2 > /two\nE\n");

        recipe.Build();

        (recipe.Text("home.txt"), recipe.Has("exec"), recipe.Text("one"), recipe.Text("two")).Should().Be(("/root", true, "1", "2"));
    }

    [SkippableFact]
    public void A7_mount_points_that_did_not_exist_are_gone_and_the_files_of_the_runtime_are_not_in_the_layer()
    {
        using Recipe recipe = new("FROM busybox\nRUN --mount=type=tmpfs,target=/new/deep --mount=type=cache,target=/cache touch /new/deep/x /cache/x /made && cat /etc/hosts /etc/resolv.conf > /dev/null\n");

        recipe.Build();

        recipe.Has("made").Should().BeTrue();
        new[] { "new", "cache", "etc/hosts", "etc/resolv.conf" }.Where(recipe.Has).Should().BeEmpty();
    }

    [SkippableFact]
    public void A7_a_bind_mount_is_read_only_unless_rw()
    {
        using Recipe recipe = new("FROM busybox\nRUN --mount=target=/rel if touch /rel/x; then exit 1; fi\nRUN --mount=target=/rel,rw touch /rel/x && cp /rel/x /x\n");

        recipe.Build();

        recipe.Has("x").Should().BeTrue();
    }

    [SkippableFact]
    public void A7_what_is_written_to_a_bind_mount_is_thrown_away()
    {
        using Recipe recipe = new("FROM busybox\nWORKDIR /w\nRUN --mount=target=rel,rw touch rel/x && echo other > rel/dir/f && grep other rel/dir/f\nRUN --mount=source=dir,target=/d cp /d/f /f\n", ("dir/f", "text"));

        recipe.Build();

        (recipe.Text("f"), recipe.Has("w/rel")).Should().Be(("text", false));
    }

    [SkippableFact]
    public void A7_a_cache_lasts_has_its_mode_and_starts_from_the_path_without_an_id()
    {
        using Recipe recipe = new("FROM busybox\nRUN --mount=type=cache,target=/c,mode=0750 stat -c '%a %u:%g' /c > /first && echo -n kept > /c/x\nRUN --mount=type=cache,target=/c/ cat /c/x > /second\n");

        recipe.Build();

        (recipe.Text("first"), recipe.Text("second")).Should().Be(("750 0:0\n", "kept"));
    }

    [SkippableFact]
    public void A7_a_cache_has_its_owner()
    {
        using Recipe recipe = new("FROM busybox\nRUN --mount=type=cache,target=/c,uid=7,gid=8 stat -c '%u:%g' /c > /x\n");

        recipe.Build();

        recipe.Text("x").Should().Be("7:8\n");
    }

    [SkippableFact]
    public void A7_a_secret_that_is_not_given_and_not_required_is_no_file()
    {
        using Recipe recipe = new("FROM busybox\nRUN --mount=type=secret,id=none test ! -e /run/secrets/none && touch /x\n");

        recipe.Build();

        recipe.Has("x").Should().BeTrue();
    }

    [SkippableFact]
    public void A7_without_a_network_there_is_only_lo()
    {
        using Recipe recipe = new("FROM busybox\nRUN --network=none ls /sys/class/net > /x\n");

        recipe.Build();

        recipe.Text("x").Should().Be("lo\n");
    }

    [SkippableFact]
    public void A8_the_body_of_a_heredoc_runs_by_its_first_line_by_the_command_or_by_the_shell()
    {
        using Recipe recipe = new("FROM busybox\nRUN <<E\n#!/bin/busybox sh\necho -n \"$0\" | grep -c sh > /script || true\necho -n ran > /ran\nE\nRUN cat <<E > /cat\n$HOME\nE\nRUN cat <<\"E\" > /quoted\n$HOME\nE\nRUN cat <<A - <<B > /last\na\nA\nb\nB\n");

        recipe.Build();

        (recipe.Text("ran"), recipe.Text("cat"), recipe.Text("quoted"), recipe.Text("last")).Should().Be(("ran", "/root\n", "$HOME\n", "b\n"));
    }

    [SkippableFact]
    public void A8_a_failing_line_before_the_last_does_not_fail_a_heredoc()
    {
        using Recipe recipe = new("FROM busybox\nRUN <<E\nfalse\ntrue\nE\n");

        recipe.Try().ExitCode.Should().Be(0);
    }

    [SkippableFact]
    public void A8_heredocs_of_copy_are_files_0644_and_their_variables_are_expanded_unless_quoted()
    {
        using Recipe recipe = new("FROM busybox\nENV V=value\nCOPY <<one <<'two' /dir/\n\"$V\" \\$V\none\n$V\ntwo\n");

        recipe.Build();

        (recipe.Text("dir/one"), recipe.Text("dir/two")).Should().Be(("\"value\" $V\n", "$V\n"));
        recipe.Image.Merge().Entries["dir/one"].Mode.Should().Be("0644");
    }
}
