using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>LANGUAGE rules A4: ARG and ENV.</summary>
public sealed class ArgumentRuleTests
{
    [SkippableFact]
    public void A4_1_a_stage_sees_a_global_argument_only_after_it_declares_it()
    {
        using Recipe recipe = new("ARG V=global\nFROM busybox\nRUN echo \"[$V]\" > /before\nARG V\nRUN echo \"[$V]\" > /after\n");

        recipe.Build();

        (recipe.Text("before"), recipe.Text("after")).Should().Be(("[]\n", "[global]\n"));
    }

    [SkippableTheory]
    [InlineData("ARG TARGETARCH", "amd64|")]
    [InlineData("ARG TARGETARCH=own", "own|")]
    [InlineData("ARG GLOBAL", "|global")]
    [InlineData("ARG GLOBAL=own", "|own")]
    public void A4_2_a_value_comes_from_the_stage_before_it_comes_from_the_file(string declaration, string expected)
    {
        using Recipe recipe = new($"ARG GLOBAL=global\nFROM busybox\n{declaration}\nRUN echo -n \"$TARGETARCH|$GLOBAL\" > /value\n");

        recipe.Build("--platform", "linux/amd64");

        recipe.Text("value").Should().Be(expected);
    }

    [SkippableFact]
    public void A4_2_a_build_argument_wins_over_every_default()
    {
        using Recipe recipe = new("ARG V=global\nFROM busybox\nARG V=own\nARG TARGETARCH=x\nRUN echo -n \"$V|$TARGETARCH\" > /value\n");

        recipe.Build("--build-arg", "V=given", "--build-arg", "TARGETARCH=y");

        recipe.Text("value").Should().Be("given|y");
    }

    [SkippableFact]
    public void A4_3_a_chain_of_stages_inherits_arguments_from_their_line_on()
    {
        using Recipe recipe = new("FROM busybox AS one\nARG A=1\nFROM one AS two\nARG B=2$A\nFROM two\nRUN echo -n \"$A|$B|$C\" > /value\nARG C=3\n");

        recipe.Build();

        recipe.Text("value").Should().Be("1|21|");
    }

    [SkippableFact]
    public void A4_4_the_later_of_ARG_and_ENV_wins_and_the_config_keeps_the_ENV()
    {
        using Recipe recipe = new("FROM busybox AS base\nENV V=env\nFROM base\nARG V=arg\nRUN echo -n $V > /first\nENV V=env2\nRUN echo -n $V > /second\nARG V=arg2\nRUN echo -n $V > /third\n");

        recipe.Build();

        (recipe.Text("first"), recipe.Text("second"), recipe.Text("third")).Should().Be(("arg", "env2", "arg2"));
        recipe.Field("Env").Should().Contain("\"V=env2\"").And.NotContain("arg");
    }

    [SkippableFact]
    public void A4_5_an_argument_without_value_is_absent_and_an_empty_one_is_there()
    {
        using Recipe recipe = new("FROM busybox\nARG NONE\nARG EMPTY=\nRUN echo -n \"${NONE-absent}|${EMPTY-absent}\" > /value\n");

        recipe.Build();

        recipe.Text("value").Should().Be("absent|");
    }

    [SkippableFact]
    public void A4_6_several_stand_in_a_line_and_one_that_nobody_takes_is_named()
    {
        using Recipe recipe = new("FROM busybox\nARG A=1 B=$A C\nRUN echo -n \"$A|$B|$C\" > /value\n");

        string log = recipe.Try("--build-arg", "C=3", "--build-arg", "D=4").Succeeded().Error;

        recipe.Text("value").Should().Be("1|1|3");
        log.Should().Contain("no ARG takes these build arguments: D\n");
    }

    [SkippableFact]
    public void A4_6_a_build_argument_without_value_is_the_clients_variable_or_nothing()
    {
        using Recipe recipe = new("FROM busybox\nARG HOME=default\nARG SURELY_NOT_SET=default\nRUN echo -n \"$HOME|$SURELY_NOT_SET\" > /value\n");

        recipe.Build("--build-arg", "HOME", "--build-arg", "SURELY_NOT_SET");

        recipe.Text("value").Should().Be($"{Environment.GetEnvironmentVariable("HOME")}|default");
    }

    [SkippableFact]
    public void A4_7_platform_arguments_are_replaced_by_the_command_line_and_by_the_file()
    {
        using Recipe recipe = new("ARG BUILDARCH=file\nFROM busybox\nARG BUILDARCH TARGETOS TARGETSTAGE TARGETOSVERSION\nRUN echo -n \"$BUILDARCH|$TARGETOS|$TARGETSTAGE|${TARGETOSVERSION-absent}\" > /value\n");

        recipe.Build("--build-arg", "TARGETOS=given", "--build-arg", "TARGETSTAGE=mine");

        recipe.Text("value").Should().Be("file|given|mine|");
    }

    [SkippableFact]
    public void A4_7_platform_arguments_and_the_target_are_there_when_declared()
    {
        using Recipe recipe = new("FROM busybox AS final\nARG TARGETPLATFORM TARGETOS TARGETVARIANT TARGETSTAGE BUILDOS\nRUN echo -n \"$TARGETPLATFORM|$TARGETOS|${TARGETVARIANT-absent}|$TARGETSTAGE|$BUILDOS|$TARGETARCH\" > /value\n");

        recipe.Build("--platform", "linux/amd64").Text("value").Should().Be("linux/amd64|linux||default|linux|");

        recipe.Build("--platform", "linux/amd64", "--target", "final").Text("value").Should().Be("linux/amd64|linux||final|linux|");
    }

    [SkippableFact]
    public void A4_8_proxy_arguments_reach_commands_in_both_cases_and_leave_no_trace()
    {
        using Recipe recipe = new("FROM busybox\nRUN echo -n \"$http_proxy|$HTTP_PROXY\" > /value\n");

        recipe.Build("--build-arg", "HTTP_PROXY=http://proxy.example:1");

        recipe.Text("value").Should().Be("http://proxy.example:1|http://proxy.example:1");
        recipe.Image.Configuration.ToJsonString().Should().NotContain("proxy.example");
    }

    [SkippableFact]
    public void A4_9_the_host_name_of_commands_is_a_build_argument_and_counts()
    {
        using Recipe recipe = new("FROM busybox\nRUN hostname > /value\n");

        string before = recipe.Build().Text("value");
        string after = recipe.Build("--build-arg", "BUILDKIT_SANDBOX_HOSTNAME=builder").Text("value");

        (before, after).Should().Be(("sharpbuild\n", "builder\n"));
    }

    [SkippableFact]
    public void A4_9_arguments_without_effect_are_named_and_other_front_ends_refused()
    {
        using Recipe recipe = new("FROM scratch\nCOPY Dockerfile /\n");

        string log = recipe.Try("--build-arg", "BUILDKIT_SYNTAX=docker/dockerfile:1.9-labs", "--build-arg", "BUILDKIT_INLINE_CACHE=1", "--build-arg", "BUILDKIT_NEW=1").Succeeded().Error;
        ProcessResult refused = recipe.Try("--build-arg", "BUILDKIT_SYNTAX=example.com/other:1");

        log.Should().Contain("these build arguments have no effect here: BUILDKIT_INLINE_CACHE\n").And.Contain("no ARG takes these build arguments: BUILDKIT_NEW\n");
        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("the front end \"example.com/other:1\" that BUILDKIT_SYNTAX names is not built in");
    }

    [SkippableTheory]
    [InlineData("ARG SOURCE_DATE_EPOCH=100", "100")]
    [InlineData("ARG SOURCE_DATE_EPOCH=context", "")]
    [InlineData("ARG OTHER", "absent")]
    public void A4_9_the_file_may_ask_for_a_source_date(string declaration, string expected)
    {
        using Recipe recipe = new($"{declaration}\nFROM busybox\nARG SOURCE_DATE_EPOCH\nRUN echo -n \"${{SOURCE_DATE_EPOCH-absent}}\" > /value\n");

        recipe.Build();

        recipe.Text("value").Should().Be(expected);
        (recipe.Image.Merge().Entries["value"].Time == 100).Should().Be(expected == "100");
    }

    [SkippableFact]
    public void A4_9_the_clients_source_date_reaches_ARG_and_the_command_line_comes_before_the_file()
    {
        using Recipe recipe = new("ARG SOURCE_DATE_EPOCH=100\nFROM busybox\nARG SOURCE_DATE_EPOCH\nCOPY <<E /value\n$SOURCE_DATE_EPOCH\nE\n");

        recipe.Build("--timestamp", "200");

        (recipe.Text("value"), recipe.Image.Merge().Entries["value"].Time).Should().Be(("200\n", 200));
    }

    [SkippableFact]
    public void A4_10_one_instruction_sees_the_environment_from_before_it_and_the_last_of_two_keys_wins()
    {
        using Recipe recipe = new("FROM busybox\nENV a=1\nENV a=2 b=$a c=x c=y\nENV old  two  words\nLABEL k=1 k=2 \"with blank\"=\"v w\"\n");

        recipe.Build();

        recipe.Config["Env"]!.AsArray().Select(entry => (string)entry!).Skip(1).Should().Equal("a=2", "b=1", "c=y", "old=two  words");
        recipe.Field("Labels").Should().Be("""{"k":"2","with blank":"v w"}""");
    }
}
