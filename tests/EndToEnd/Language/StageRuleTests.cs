using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rules A5: stages, targets, named contexts; and the triggers of A9 that reach from stage to stage.</summary>
public sealed class StageRuleTests
{
    [SkippableFact]
    public void A5_1_scratch_begins_with_PATH_and_the_root_as_working_directory()
    {
        using Recipe recipe = new("FROM scratch\nCOPY file .\n", ("file", "x"));

        recipe.Build();

        recipe.Text("file").Should().Be("x");
        recipe.Field("WorkingDir").Should().Be("\"/\"");
        recipe.Field("Env").Should().Contain("PATH=");
    }

    [SkippableFact]
    public void A5_2_stages_are_found_in_any_case()
    {
        using Recipe recipe = new("FROM busybox AS Tools\nRUN echo -n x > /x\nFROM TOOLS AS Next\nFROM busybox\nCOPY --from=tOOLS /x /a\nRUN --mount=from=NEXT,target=/m cp /m/x /b\n");

        recipe.Build();

        (recipe.Text("a"), recipe.Text("b")).Should().Be(("x", "x"));
    }

    [SkippableFact]
    public void A5_3_of_two_stages_with_one_name_the_nearest_above_counts()
    {
        using Recipe recipe = new("FROM busybox AS s\nRUN echo -n 1 > /x\nFROM busybox AS one\nCOPY --from=s /x /x\nFROM busybox AS s\nRUN echo -n 2 > /x\nFROM busybox\nCOPY --from=one /x /one\nCOPY --from=s /x /two\n");

        recipe.Build();

        (recipe.Text("one"), recipe.Text("two")).Should().Be(("1", "2"));
    }

    [SkippableFact]
    public void A5_4_a_number_names_a_stage_and_another_word_an_image()
    {
        using Recipe recipe = new("FROM busybox\nRUN echo -n zero > /x\nFROM scratch\nCOPY --from=0 /x /stage\nCOPY --from=busybox /etc/passwd /image\n");

        recipe.Build();

        recipe.Text("stage").Should().Be("zero");
        recipe.Text("image").Should().StartWith("root:");
    }

    [SkippableFact]
    public void A5_4_copy_from_takes_an_image_of_the_store_by_reference()
    {
        using Recipe recipe = new("FROM scratch\nCOPY --from=made/before:1 /made /copied\n");
        string first = recipe.Directory("first", ("Dockerfile", "FROM scratch\nCOPY Dockerfile /made\n"));
        recipe.TryIn(first, "-t", "made/before:1").Succeeded();

        recipe.Build().Text("copied").Should().Contain("COPY Dockerfile /made");
    }

    [SkippableFact]
    public void A5_4_a_named_context_of_files_replaces_a_stage_and_its_instructions()
    {
        using Recipe recipe = new("FROM busybox AS deps\nRUN exit 1\nFROM deps AS child\nRUN exit 1\nFROM busybox\nCOPY --from=deps /file /named\nCOPY --from=0 /file /number\n");

        recipe.Build("--build-context", $"deps={recipe.Directory("files", ("file", "mine"))}");

        (recipe.Text("named"), recipe.Text("number")).Should().Be(("mine", "mine"));
    }

    [SkippableFact]
    public void A5_4_a_named_context_replaces_the_target_itself()
    {
        using Recipe recipe = new("FROM busybox AS final\nRUN exit 1\n");

        recipe.Build("--build-context", $"final={recipe.Directory("files", ("file", "mine"))}");

        recipe.Text("file").Should().Be("mine");
    }

    [SkippableFact]
    public void A5_8_files_can_be_a_base()
    {
        using Recipe recipe = new("FROM tree\nCOPY Dockerfile /Dockerfile\n");

        recipe.Build("--build-context", $"tree={recipe.Directory("files", ("dir/file", "mine"))}");

        recipe.Text("dir/file").Should().Be("mine");
        recipe.Has("Dockerfile").Should().BeTrue();
    }

    [SkippableFact]
    public void A5_5_independent_stages_run_at_the_same_time()
    {
        string meet = "n=0; while [ $(ls /meet | wc -l) -lt 2 ] && [ $n -lt 300 ]; do n=$((n+1)); sleep 0.1; done; ls /meet | wc -l > /out";
        using Recipe recipe = new(
            $"FROM busybox AS a\nRUN --mount=type=cache,target=/meet touch /meet/a; {meet}\nFROM busybox AS b\nRUN --mount=type=cache,target=/meet touch /meet/b; {meet}\n"
            + "FROM scratch\nCOPY --from=a /out /a\nCOPY --from=b /out /b\n");

        recipe.Build("--jobs", "2");

        (recipe.Text("a"), recipe.Text("b")).Should().Be(("2\n", "2\n"));
    }

    [SkippableTheory]
    [InlineData("Middle")]
    [InlineData("middle")]
    [InlineData("MIDDLE")]
    [InlineData("1")]
    public void A5_5_a_target_is_a_name_in_any_case_or_a_number_and_the_rest_is_not_built(string target)
    {
        using Recipe recipe = new("FROM busybox AS first\nRUN echo -n 1 > /x\nFROM first AS Middle\nRUN echo -n 2 >> /x\nFROM no.such.registry.invalid/x\nRUN exit 1\n");

        recipe.Build("--target", target);

        recipe.Text("x").Should().Be("12");
    }

    [SkippableFact]
    public void A5_6_the_result_has_the_platform_that_FROM_asks_for()
    {
        using Recipe recipe = new("ARG P=linux/arm64\nFROM --platform=$P scratch\nCOPY Dockerfile /\n");

        recipe.Build();

        ((string)recipe.Image.Configuration["architecture"]!).Should().Be("arm64");
    }

    [SkippableFact]
    public void A5_7_a_child_inherits_everything_but_triggers()
    {
        using Recipe recipe = new("""
            FROM busybox AS base
            ENV A=1
            WORKDIR /work
            USER 5:6
            SHELL ["/bin/sh", "-ec"]
            ENTRYPOINT ["/entry"]
            CMD ["one"]
            LABEL l=1
            VOLUME /v
            EXPOSE 80
            STOPSIGNAL SIGINT
            HEALTHCHECK NONE
            ONBUILD ENV TRIGGERED=yes
            FROM base AS child
            FROM child
            """);

        recipe.Build();

        recipe.Field("Env").Should().Contain("\"A=1\"").And.Contain("TRIGGERED=yes");
        recipe.Field("OnBuild").Should().BeOneOf("", "null");
        (recipe.Field("WorkingDir"), recipe.Field("User"), recipe.Field("Shell"), recipe.Field("Entrypoint"), recipe.Field("Cmd"))
            .Should().Be(("\"/work\"", "\"5:6\"", """["/bin/sh","-ec"]""", """["/entry"]""", """["one"]"""));
        (recipe.Field("Labels"), recipe.Field("Volumes"), recipe.Field("ExposedPorts"), recipe.Field("StopSignal"), recipe.Field("Healthcheck"))
            .Should().Be(("""{"l":"1"}""", """{"/v":{}}""", """{"80/tcp":{}}""", "\"SIGINT\"", """{"Test":["NONE"]}"""));
    }

    [SkippableFact]
    public void A9_a_trigger_of_a_stage_brings_a_dependency_that_the_child_did_not_name()
    {
        using Recipe recipe = new("""
            FROM busybox AS tools
            RUN echo -n tool > /tool
            FROM busybox AS base
            ONBUILD COPY --from=tools /tool /copied
            ONBUILD RUN --mount=from=tools,target=/t cp /t/tool /mounted
            FROM base
            """);

        recipe.Build();

        (recipe.Text("copied"), recipe.Text("mounted")).Should().Be(("tool", "tool"));
    }

    [SkippableFact]
    public void A9_triggers_run_right_after_FROM_with_the_variables_of_the_child_and_only_once()
    {
        using Recipe recipe = new("FROM busybox AS base\nONBUILD ARG V=trigger\nONBUILD RUN echo $V >> /log\nFROM base AS child\nRUN echo child >> /log\nFROM child\nRUN echo last >> /log\n");

        recipe.Build("--build-arg", "V=given");

        recipe.Text("log").Should().Be("given\nchild\nlast\n");
    }

    [SkippableFact]
    public void A9_a_trigger_takes_files_from_a_named_context()
    {
        using Recipe recipe = new("FROM busybox AS base\nONBUILD COPY --from=extra /file /file\nFROM base\n");

        recipe.Build("--build-context", $"extra={recipe.Directory("files", ("file", "mine"))}");

        recipe.Text("file").Should().Be("mine");
    }
}
