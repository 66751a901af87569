using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Lexing;

public sealed class FlagTests
{
    [Fact]
    public void A2_1_flags_stand_before_the_arguments_only()
    {
        CopyInstruction copy = Parsed.Instruction<CopyInstruction>("COPY --chown=1:2 a --link b/");

        copy.Flags.Should().BeEquivalentTo(CopyFlags.None with { Chown = "1:2" });
        copy.Sources.Should().Equal("a", "--link");
    }

    [Fact]
    public void A2_1_lone_dashes_end_the_flags()
    {
        CopyInstruction copy = Parsed.Instruction<CopyInstruction>("COPY --link -- --from=x b/");

        copy.Flags.Link.Should().BeTrue();
        copy.Sources.Should().Equal("--from=x");
    }

    [Fact]
    public void A2_1_quotes_and_escapes_work_inside_a_flag() =>
        Parsed.Instruction<CopyInstruction>("COPY --exclude=\"a b\" --exclude=c\\ d --from='x y' a b").Flags
            .Should().BeEquivalentTo(CopyFlags.None with { From = "x y", Excludes = ["a b", "c d"] });

    [Theory]
    [InlineData("--link", true)]
    [InlineData("--link=TRUE", true)]
    [InlineData("--link=false", false)]
    public void A2_1_switch_is_alone_or_true_or_false(string flag, bool expected) =>
        Parsed.Instruction<CopyInstruction>($"COPY {flag} a b").Flags.Link.Should().Be(expected);

    [Fact]
    public void A2_1_every_wrong_flag_is_reported_at_its_column() =>
        Parsed.Rendered("FROM a\nCOPY --chown --chwn=1 --link=maybe --link a b\n").Should().Be(
            """
            Dockerfile:2:6: error DF0102: flag "--chown" needs a value
             2 | COPY --chown --chwn=1 --link=maybe --link a b
               |      ^^^^^^^
               = help: write --chown=USER[:GROUP]
            Dockerfile:2:14: error DF0105: COPY has no flag "--chwn"
             2 | COPY --chown --chwn=1 --link=maybe --link a b
               |              ^^^^^^^^
               = help: did you mean "--chown"?
            Dockerfile:2:23: error DF0107: flag "--link" is true or false, not "maybe"
             2 | COPY --chown --chwn=1 --link=maybe --link a b
               |                       ^^^^^^^^^^^^
               = help: write --link or --link=false
            Dockerfile:2:36: error DF0106: flag "--link" is given twice
             2 | COPY --chown --chwn=1 --link=maybe --link a b
               |                                    ^^^^^^
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Add_and_copy_have_flags_of_their_own()
    {
        CopyInstruction add = Parsed.Instruction<CopyInstruction>("ADD --checksum=sha256:ab --unpack=false --keep-git-dir http://x/y z");

        add.IsAdd.Should().BeTrue();
        add.Flags.Should().BeEquivalentTo(CopyFlags.None with { Checksum = "sha256:ab", Unpack = false, KeepGitDirectory = true });
        Parsed.File("FROM a\nADD --from=x y z\nCOPY --checksum=x y z\n").Diagnostics.Select(diagnostic => diagnostic.Code)
            .Should().Equal(DiagnosticCodes.UnknownFlag, DiagnosticCodes.UnknownFlag);
    }
}
