using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rules A9 to A12: the other instructions, ignore files, config and keys.</summary>
public sealed class InstructionRuleTests
{
    [SkippableFact]
    public void A9_the_last_command_wins_and_an_entrypoint_clears_an_inherited_one_only()
    {
        using Recipe inherited = new("FROM busybox\nENTRYPOINT [\"e\"]\n");
        using Recipe own = new("FROM busybox\nCMD one\nCMD two\nENTRYPOINT e\n");

        inherited.Build().Field("Cmd").Should().BeOneOf("", "null");

        own.Build().Field("Cmd").Should().Be("""["/bin/sh","-c","two"]""");
        own.Field("Entrypoint").Should().Be("""["/bin/sh","-c","e"]""");
    }

    [SkippableFact]
    public void A9_shell_is_used_for_later_shell_forms_and_kept_in_the_config()
    {
        using Recipe recipe = new("FROM busybox\nSHELL [\"/bin/busybox\", \"sh\", \"-euc\"]\nRUN echo -n $- | grep u && touch /x\nCMD word\n");

        recipe.Build();

        recipe.Has("x").Should().BeTrue();
        (recipe.Field("Shell"), recipe.Field("Cmd")).Should().Be(("""["/bin/busybox","sh","-euc"]""", """["/bin/busybox","sh","-euc","word"]"""));
    }

    [SkippableFact]
    public void A9_a_working_directory_is_relative_made_for_the_user_and_no_layer_for_the_root()
    {
        using Recipe recipe = new("FROM busybox\nUSER 5:6\nWORKDIR /a\nWORKDIR b/../c\nWORKDIR /\nWORKDIR a\n");

        recipe.Build();

        recipe.Field("WorkingDir").Should().Be("\"/a\"");
        recipe.Image.Merge().Entries["a/c"].ToString().Should().StartWith("d 0755 5:6");
        recipe.Has("a/b").Should().BeFalse();
    }

    [SkippableTheory]
    [InlineData("1000", "1000|0|")]
    [InlineData("www-data", "33|33|")]
    [InlineData("1000:1001", "1000|1001|")]
    public void A9_a_user_is_kept_as_written_and_resolved_for_each_command(string user, string expected)
    {
        using Recipe recipe = new($"FROM busybox\nRUN chmod 777 /\nUSER {user}\nRUN echo -n \"$(id -u)|$(id -g)|\" > /x\n");

        recipe.Build();

        recipe.Field("User").Should().Be($"\"{user}\"");
        recipe.Text("x").Should().Be(expected);
    }

    [SkippableFact]
    public void A9_ports_volumes_signal_healthcheck_and_author_stand_in_the_config()
    {
        using Recipe recipe = new("FROM busybox\nARG P=\"80 443\"\nEXPOSE $P 8000-8001/UDP\nVOLUME /v $P\nSTOPSIGNAL 9\nMAINTAINER me <me@example.com>\nHEALTHCHECK --interval=1m30s --retries=2 CMD test -e /x\n");

        recipe.Build();

        recipe.Field("ExposedPorts").Should().Be("""{"443/tcp":{},"80/tcp":{},"8000/udp":{},"8001/udp":{}}""");
        recipe.Field("StopSignal").Should().Be("\"9\"");
        recipe.Field("Healthcheck").Should().Be("""{"Test":["CMD-SHELL","test -e /x"],"Interval":90000000000,"Retries":2}""");
        ((string)recipe.Image.Configuration["author"]!).Should().Be("me <me@example.com>");
    }

    [SkippableFact]
    public void A9_changes_below_a_volume_are_kept_and_no_directory_is_made_for_it()
    {
        using Recipe recipe = new("FROM busybox\nVOLUME /v /none\nRUN mkdir -p /v && echo -n kept > /v/x\n");

        recipe.Build();

        (recipe.Text("v/x"), recipe.Has("none")).Should().Be(("kept", false));
    }

    [SkippableFact]
    public void A9_label_options_come_last_and_go_to_the_final_image()
    {
        using Recipe recipe = new("FROM busybox\nLABEL a=1 b=2\n");

        recipe.Build("--label", "b=3", "--label", "c=4");

        recipe.Field("Labels").Should().Be("""{"a":"1","b":"3","c":"4"}""");
    }

    [SkippableFact]
    public void A10_1_the_file_beside_the_dockerfile_replaces_that_of_the_context()
    {
        using Recipe recipe = new("FROM scratch\nCOPY . /\n", ("a", "a"), ("b", "b"), (".dockerignore", "a\n"), ("Dockerfile.dockerignore", "b\n"));

        recipe.Build();

        (recipe.Has("a"), recipe.Has("b")).Should().Be((true, false));
    }

    [SkippableFact]
    public void A10_5_dockerfile_and_ignore_file_may_be_left_out_and_are_read_all_the_same()
    {
        using Recipe recipe = new("FROM scratch\nCOPY . /\n", ("a", "a"), (".dockerignore", "Dockerfile\n.dockerignore\n"));

        recipe.Build();

        (recipe.Has("a"), recipe.Has("Dockerfile"), recipe.Has(".dockerignore")).Should().Be((true, false, false));
    }

    [SkippableFact]
    public void A10_6_files_of_stages_are_not_filtered_and_a_named_context_has_a_file_of_its_own()
    {
        using Recipe recipe = new("FROM scratch AS s\nCOPY a /a\nFROM scratch\nCOPY --from=s /a /\nCOPY --from=other . /\n", ("a", "a"), ("x", "x"), (".dockerignore", "x\n"));

        recipe.Build("--build-context", $"other={recipe.Directory("other", ("x", "x"), ("y", "y"), (".dockerignore", "y\n"))}");

        (recipe.Has("a"), recipe.Has("x"), recipe.Has("y")).Should().Be((true, true, false));
    }

    [SkippableFact]
    public void A10_7_a_negation_deep_below_a_star_brings_the_file_back()
    {
        using Recipe recipe = new("FROM scratch\nCOPY . /\n", ("one/Dockerfile", "1"), ("one/two/three", "3"), (".dockerignore", "*\n!*/Dockerfile\n!one/two/t*\n"));

        recipe.Build();

        (recipe.Has("one/Dockerfile"), recipe.Has("one/two/three"), recipe.Has("Dockerfile")).Should().Be((true, true, false));
    }

    [SkippableFact]
    public void A11_history_has_the_form_that_tools_parse()
    {
        using Recipe recipe = new("FROM scratch\nARG V=1\nENV K=v\nCOPY Dockerfile /x\nCMD [\"a\"]\nONBUILD RUN true\n");

        recipe.Build();

        recipe.History.Should().Equal("ARG V=1", "ENV K=v", "COPY Dockerfile /x", "CMD [\"a\"]");
        recipe.Image.Configuration["history"]!.AsArray().Select(entry => (bool?)entry!["empty_layer"] ?? false).Should().Equal(true, true, false, true);
    }

    [SkippableFact]
    public void A11_a_command_names_its_arguments_in_the_order_of_their_declaration()
    {
        using Recipe recipe = new("FROM busybox\nARG foo=1\nARG bar=2\nARG foo=3\nRUN true\n");

        recipe.Build().History.Last().Should().Be("RUN |2 foo=3 bar=2 /bin/sh -c true");
    }

    [SkippableFact]
    public void A11_an_argument_without_value_and_the_ENV_of_its_name_stand_in_the_history()
    {
        using Recipe recipe = new("FROM busybox\nARG none\nARG over=1\nENV over=env\nRUN <<E\necho \"$over\"\nE\n");

        recipe.Build().History.Last().Should().Be("RUN |2 none= over=env /bin/sh -c echo \"$over\"\n");
    }

    [SkippableFact]
    public void A11_values_in_the_history_have_the_form_of_BuildKit()
    {
        using Recipe recipe = new("FROM scratch\nEXPOSE 90/UDP 80-81\nSHELL [\"/x\", \"-c\"]\nCMD say \"a\\b\"\nHEALTHCHECK --interval=90s --start-interval=100ms CMD true\nCOPY --parents --chmod=600 Dockerfile /d/\n");

        recipe.Build().History.Should().Equal(
            "EXPOSE [90/udp 80/tcp 81/tcp]",
            "SHELL [/x -c]",
            "CMD [\"/x\" \"-c\" \"say \\\"a\\\\b\\\"\"]",
            "HEALTHCHECK {Test:[CMD-SHELL true] Interval:1m30s Timeout:0s StartPeriod:0s StartInterval:100ms Retries:0}",
            "COPY --parents --chmod=600 Dockerfile /d/");
    }

    [SkippableFact]
    public void A12_what_counts_for_a_command_misses_and_what_does_not_hits()
    {
        using Recipe recipe = new("FROM busybox\nARG V\nLABEL l=1\nRUN --mount=type=secret,id=s echo run\n");
        string[] options = ["--secret", $"id=s,src={Path.Combine(recipe.Directory("secret", ("s", "one")), "s")}"];
        recipe.Build([.. options, "--build-arg", "V=1"]);

        recipe.Write("Dockerfile", "FROM busybox\nARG V\nLABEL l=2\nRUN --mount=type=secret,id=s echo run\n");
        File.WriteAllText(recipe.At("secret", "s"), "two");
        string unchanged = recipe.Try([.. options, "--build-arg", "V=1", "--build-arg", "HTTP_PROXY=http://p.example"]).Succeeded().Error;
        string changed = recipe.Try([.. options, "--build-arg", "V=2"]).Succeeded().Error;

        unchanged.Should().NotContain("MISS");
        changed.Should().Contain("MISS");
    }

    [SkippableFact]
    public void A12_a_copy_depends_on_the_content_of_what_it_takes_alone()
    {
        using Recipe recipe = new("FROM busybox AS made\nCOPY in /in\nRUN wc -c < /in > /out\nFROM scratch\nCOPY --from=made /out /out\nCOPY file /file\n", ("in", "abc"), ("file", "x"), ("other", "1"));
        recipe.Build();

        recipe.Write("other", "2");
        recipe.Write("file", "x");
        recipe.Try().Succeeded().Error.Should().NotContain("MISS");

        recipe.Write("in", "xyz");
        string log = recipe.Try().Succeeded().Error;

        log.Should().Contain("COPY in /in").And.Contain("MISS");
        log[log.IndexOf("COPY --from=made", StringComparison.Ordinal)..].Should().NotContain("MISS");
    }
}
