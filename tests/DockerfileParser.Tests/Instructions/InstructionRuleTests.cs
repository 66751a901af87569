using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Instructions;

public sealed class InstructionRuleTests
{
    [Fact]
    public void A4_1_arg_before_the_first_from_is_global()
    {
        Dockerfile dockerfile = Parsed.File("ARG V=1 W\nFROM a:$V\nARG X=\"a b\"\n").Dockerfile;

        dockerfile.GlobalArguments.Should().ContainSingle().Which.Declarations.Select(declared => (declared.Name, declared.DefaultValue))
            .Should().Equal(("V", "1"), ("W", null));
        dockerfile.Stages[0].Instructions.Should().ContainSingle().Which.Should().BeOfType<ArgInstruction>()
            .Which.Declarations.Select(declared => (declared.Name, declared.DefaultValue)).Should().Equal(("X", "\"a b\""));
    }

    [Fact]
    public void A4_10_env_has_a_new_and_an_old_form()
    {
        Parsed.Instruction<EnvInstruction>("ENV a=1 b=\"x y\" c=p\\ q").Pairs
            .Should().Equal(new KeyValueWord("a", "1", "="), new KeyValueWord("b", "\"x y\"", "="), new KeyValueWord("c", "p\\ q", "="));
        Parsed.Instruction<LabelInstruction>("LABEL a  b=1  c").Pairs.Should().Equal(new KeyValueWord("a", "b=1  c", ""));
    }

    [Fact]
    public void A5_1_from_has_one_word_or_three()
    {
        FromInstruction from = Parsed.File("FROM --platform=$P a:b aS Build").Dockerfile.Stages[0].From;

        from.Should().BeEquivalentTo(new { Platform = "$P", BaseName = "a:b", StageName = "Build" });
        Parsed.Rendered("FROM a b\n").Should().Be(
            "Dockerfile:1:8: error DF0104: FROM takes one image and no \"b\" here\n 1 | FROM a b\n   |        ^\n"
            + "   = help: write FROM IMAGE or FROM IMAGE AS NAME");
    }

    [Fact]
    public void A5_2_stage_names_are_stored_in_lower_case() =>
        Parsed.File("FROM a AS Build\nFROM b\nFROM c as x.y-z_1").Dockerfile.Stages.Select(stage => (stage.Index, stage.Name))
            .Should().Equal((0, "build"), (1, null), (2, "x.y-z_1"));

    [Theory]
    [InlineData("1a")]
    [InlineData("a/b")]
    [InlineData("_a")]
    public void A5_2_other_stage_names_are_refused(string name) =>
        Parsed.File($"FROM a AS {name}").Diagnostics.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCodes.InvalidStageName);

    [Fact]
    public void A9_healthcheck_reads_durations_and_retries() =>
        Parsed.Instruction<HealthcheckInstruction>("HEALTHCHECK --interval=1m --timeout=3s --retries=2 CMD curl  x").Should().BeEquivalentTo(
            new
            {
                IsNone = false,
                Command = CommandForm.Shell("curl  x"),
                Interval = TimeSpan.FromMinutes(1),
                Timeout = TimeSpan.FromSeconds(3),
                StartPeriod = (TimeSpan?)null,
                StartInterval = (TimeSpan?)null,
                Retries = 2,
            });

    [Fact]
    public void A9_healthcheck_none_takes_nothing()
    {
        Parsed.Instruction<HealthcheckInstruction>("HEALTHCHECK none").IsNone.Should().BeTrue();
        Parsed.File("FROM a\nHEALTHCHECK NONE x").HasErrors.Should().BeTrue();
    }

    [Fact]
    public void A9_onbuild_keeps_its_text_and_its_instruction()
    {
        OnbuildInstruction onbuild = Parsed.Instruction<OnbuildInstruction>("ONBUILD   RUN --network=none a  \\\n b");

        onbuild.Trigger.Should().Be("RUN --network=none a   b");
        onbuild.Child.Should().BeOfType<RunInstruction>().Which.Network.Should().Be("none");
    }

    [Theory]
    [InlineData("ONBUILD RUN x")]
    [InlineData("FROM x")]
    [InlineData("MAINTAINER x")]
    public void A9_onbuild_refuses_some_triggers(string trigger)
    {
        Parsed.File("FROM a\nONBUILD " + trigger).Diagnostics.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCodes.ForbiddenTrigger);
        OnbuildTrigger.Parse(trigger).Diagnostics.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCodes.ForbiddenTrigger);
    }

    [Fact]
    public void A9_mistake_in_a_trigger_is_a_warning_until_it_runs()
    {
        ParseResult result = Parsed.File("FROM a\nONBUILD CPY a b");

        result.HasErrors.Should().BeFalse();
        result.Diagnostics.Should().ContainSingle().Which.Message.Should().Be("unknown instruction \"CPY\"");
        OnbuildTrigger.Parse("CPY a b").Diagnostics.Should().ContainSingle().Which.Severity.Should().Be(Severity.Error);
    }

    [Fact]
    public void Every_mistake_of_a_file_is_reported_in_order() =>
        Parsed.File("RUN x\nFROM\nFRM b\nFROM a\nENV x=1 y\nEXPOSE 80/http\nWORKDIR\n").Diagnostics
            .Select(diagnostic => (diagnostic.Code, diagnostic.Span.Start)).Should().Equal(
                (DiagnosticCodes.BeforeFirstFrom, 0),
                (DiagnosticCodes.MissingArgument, 6),
                (DiagnosticCodes.UnknownInstruction, 11),
                (DiagnosticCodes.MissingEqualsSign, 32),
                (DiagnosticCodes.InvalidPort, 41),
                (DiagnosticCodes.MissingArgument, 49));

    [Fact]
    public void A3_variable_in_copy_from_advises_a_stage() =>
        Parsed.Rendered("FROM a\nCOPY --from=$x y z").Should().Be(
            "Dockerfile:2:6: error DF0203: COPY --from does not expand variables\n 2 | COPY --from=$x y z\n   |      ^^^^^^^^^\n"
            + "   = help: name a stage: FROM IMAGE:$VERSION AS NAME, then COPY --from=NAME");

    [Fact]
    public void Original_is_the_joined_line() =>
        Parsed.Instruction<RunInstruction>("  RUN a \\\n# note\n  b  ").Original.Should().Be("RUN a   b");

    [Fact]
    public void Comments_above_an_instruction_belong_to_it_until_an_empty_one() =>
        Parsed.File("# one\n#\n# two\n\n# three\nFROM a\n# four\nRUN x\n").Dockerfile.Stages[0]
            .Should().BeEquivalentTo(new
            {
                From = new { LeadingComments = new[] { "two", "three" } },
                Instructions = new[] { new { LeadingComments = new[] { "four" } } },
            });
}
