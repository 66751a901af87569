using System.Collections.Immutable;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Values;

public sealed class RunMountTests
{
    [Fact]
    public void A7_bind_is_the_default_and_read_only() =>
        Read("target=/x,source=a,from=b").Should().Be(
            new RunMount(MountKind.Bind, "/x", "a", "b", null, true, null, null, null, null, null, false, null));

    [Fact]
    public void A7_cache_has_sharing_mode_and_owner_and_is_writable() =>
        Read("TYPE=cache,dst=/c,id=k,sharing=Locked,mode=0700,uid=1,gid=2").Should().Be(
            new RunMount(MountKind.Cache, "/c", null, null, "k", false, CacheSharing.Locked, 0x1C0, 1, 2, null, false, null));

    [Fact]
    public void A7_secret_takes_an_env_and_may_be_required() =>
        Read("type=secret,id=s,env=TOKEN,required").Should().Be(
            new RunMount(MountKind.Secret, null, null, null, "s", true, null, null, null, null, null, true, "TOKEN"));

    [Fact]
    public void A7_tmpfs_takes_a_size() =>
        Read("type=tmpfs,target=/t,size=1g").Should().Be(
            new RunMount(MountKind.Tmpfs, "/t", null, null, null, false, null, null, null, null, 1 << 30, false, null));

    [Theory]
    [InlineData("size=1g,type=tmpfs,target=/t", "mount option \"size\" is not for type bind; \"type\" must come first")]
    [InlineData("type=bind,mode=1,target=/t", "mount option \"mode\" is not for type bind")]
    [InlineData("type=ssh,sharing=shared", "mount option \"sharing\" is not for type ssh")]
    [InlineData("type=secret,from=x,id=y", "mount option \"from\" is not for type secret")]
    [InlineData("type=secret", "a secret mount needs an id, a source or a target")]
    [InlineData("type=secret,id=a,src=b", "a secret mount has an id or a source, not both")]
    [InlineData("type=cach,target=/x", "unknown mount type \"cach\" (did you mean \"cache\"?)")]
    [InlineData("type=cache,sharing=x,target=/x", "unknown sharing \"x\" (one of: shared, private, locked)")]
    [InlineData("ro=maybe", "invalid value \"maybe\" of mount option \"ro\"")]
    public void A7_rules_between_options_hold(string mount, string error)
    {
        ParseResult result = Parsed.File($"FROM a\nRUN --mount={mount} x");

        result.Diagnostics.Should().ContainSingle().Which.Message.Should().Be(error);
    }

    [Fact]
    public void A7_unknown_key_is_reported_with_the_nearest_one() =>
        Parsed.Rendered("FROM a\nRUN --mount=type=cache,taget=/x --mount=target make\n").Should().Be(
            """
            Dockerfile:2:24: error DF0206: unknown mount option "taget=/x"
             2 | RUN --mount=type=cache,taget=/x --mount=target make
               |                        ^^^^^^^^
               = help: did you mean "target"?
            Dockerfile:2:41: error DF0206: mount option "target" needs a value
             2 | RUN --mount=type=cache,taget=/x --mount=target make
               |                                         ^^^^^^
               = help: write target=VALUE
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A7_options_of_buildah_are_ignored_with_a_warning()
    {
        ParseResult result = Parsed.File("FROM a\nRUN --mount=type=bind,target=/x,Z x");

        result.HasErrors.Should().BeFalse();
        result.Diagnostics.Should().ContainSingle().Which.Message.Should().Be("mount option \"Z\" has no effect");
    }

    [Fact]
    public void A7_variable_in_from_is_an_error() =>
        Parsed.File("FROM a\nRUN --mount=from=$x,target=/y z").Diagnostics.Should().ContainSingle()
            .Which.Code.Should().Be(DiagnosticCodes.MalformedMount);

    [Fact]
    public void A7_values_with_variables_wait_for_their_expansion() =>
        Parsed.Instruction<RunInstruction>("RUN --mount=type=$t,target=$x,uid=$u z").Mounts.Should().ContainSingle()
            .Which.Options.Should().Equal(KeyValuePair.Create("type", "$t"), KeyValuePair.Create("target", "$x"), KeyValuePair.Create("uid", "$u"));

    private static RunMount Read(string mount)
    {
        ImmutableArray<MountOption> mounts = Parsed.Instruction<RunInstruction>($"RUN --mount={mount} x").Mounts;
        RunMount.TryParse(mounts[0].Options, out RunMount? read, out string? error).Should().BeTrue(error);
        return read!;
    }
}
