using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>The flags of COPY and ADD: A6.6, A6.7, A6.10 to A6.12.</summary>
public sealed class CopyFlagTests
{
    private const string Passwd = "root:x:0:0:root:/root:/bin/sh\n# note\napp:x:1000:1001:app:/home/app:/bin/sh\nbad:x:99999999999:1::/:\n";
    private const string Group = "root:x:0:\nstaff:x:50:app,other\napp:x:1001:\n";

    [Fact]
    public void A6_6_context_files_belong_to_root()
    {
        using CopyStage stage = new CopyStage().With("sub/f");
        stage.Context.SetOwner("sub/f", 12, 34);

        stage.Copy("/to/", "sub").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/f \"f\"");
    }

    [Fact]
    public void A6_6_files_of_a_stage_keep_their_owners()
    {
        using CopyStage stage = new();
        using CopyStage build = new();
        CopyStage.File(build.Root, "out/d/f");
        build.Root.SetOwner("out/d/f", 12, 34);
        build.Root.SetOwner("out/d", 56, 78);

        stage.CopyFromRoot(build.Root, "/to/", "out").Should().Equal("d 0755 0:0 to", "d 0755 56:78 to/d", "f 0644 12:34 to/d/f \"text\"");
    }

    [Theory]
    [InlineData("7", "7:7")]
    [InlineData("7:8", "7:8")]
    [InlineData("app", "1000:1001")]
    [InlineData("app:staff", "1000:50")]
    [InlineData("7:staff", "7:50")]
    [InlineData("app:8", "1000:8")]
    [InlineData("2147483647", "2147483647:2147483647")]
    public void A6_6_chown_looks_names_up_in_the_target_and_goes_to_created_parents(string owner, string expected)
    {
        using CopyStage stage = new CopyStage { Options = new() { Owner = owner } }.With("sub/f");
        CopyStage.File(stage.Root, "etc/passwd", Passwd);
        CopyStage.File(stage.Root, "etc/group", Group);

        stage.Copy("/to/", "sub").Should().Equal($"d 0755 {expected} to", $"f 0644 {expected} to/f \"f\"");
    }

    [Theory]
    [InlineData("nobody", "unknown user \"nobody\": not in the stage's /etc/passwd")]
    [InlineData("app:gang", "unknown group \"gang\": not in the stage's /etc/group")]
    [InlineData("bad", "unknown user \"bad\": not in the stage's /etc/passwd")]
    [InlineData("-1", "unknown user \"-1\": not in the stage's /etc/passwd")]
    [InlineData("2147483648", "\"2147483648\" is too large for a user or group: the largest is 2147483647")]
    [InlineData("4294967296", "\"4294967296\" is too large for a user or group: the largest is 2147483647")]
    [InlineData("app:", "\"app:\" is no user[:group]")]
    public void A6_6_unknown_owners_are_errors_that_name_the_file(string owner, string message)
    {
        using CopyStage stage = new CopyStage { Options = new() { Owner = owner } }.With("f");
        CopyStage.File(stage.Root, "etc/passwd", Passwd);
        CopyStage.File(stage.Root, "etc/group", Group);

        Action copy = () => stage.Copy("/to/", "f");

        copy.Should().Throw<InputException>().WithMessage(message);
    }

    [Fact]
    public void A6_6_a_name_in_a_root_without_passwd_is_an_error()
    {
        using CopyStage stage = new CopyStage { Options = new() { Owner = "app" } }.With("f");

        Action copy = () => stage.Copy("/to/", "f");

        copy.Should().Throw<InputException>().WithMessage("unknown user \"app\": the stage has no /etc/passwd");
    }

    [Fact]
    public void A6_7_octal_chmod_is_for_files_and_nested_directories_but_not_for_created_parents()
    {
        using CopyStage stage = new CopyStage { Options = new() { Mode = "0750" } }.With("sub/in/f");
        stage.Context.CreateSymbolicLink("sub/l", "f");

        stage.Copy("/new/to/", "sub").Should().Equal(
            "d 0755 0:0 new", "d 0755 0:0 new/to", "d 0750 0:0 new/to/in", "f 0750 0:0 new/to/in/f \"f\"", "l 0777 0:0 new/to/l -> f");
    }

    [Fact]
    public void A6_7_symbolic_chmod_gives_X_to_directories_alone()
    {
        using CopyStage stage = new CopyStage { Options = new() { Mode = "go=rX" } };
        CopyStage.File(stage.Context, "sub/in/f", "f", 0x180);
        CopyStage.File(stage.Context, "sub/in/x", "x", 0x1C0);
        CopyStage.Directory(stage.Context, "sub/in", 0x1C0);

        stage.Copy("/", "sub").Should().Equal("d 0755 0:0 in", "f 0644 0:0 in/f \"f\"", "f 0755 0:0 in/x \"x\"");
    }

    [Theory]
    [InlineData("64a")]
    [InlineData("10000")]
    public void A6_7_a_malformed_mode_is_refused(string mode)
    {
        using CopyStage stage = new CopyStage { Options = new() { Mode = mode } }.With("f");

        Action copy = () => stage.Copy("/", "f");

        copy.Should().Throw<InputException>().WithMessage($"\"{mode}\" is no mode");
    }

    [Fact]
    public void A6_10_link_does_not_look_at_the_destination_but_finds_names_in_the_stage()
    {
        using CopyStage stage = new CopyStage { Options = new() { IsLinked = true, Owner = "app" } }.With("f");
        CopyStage.File(stage.Root, "etc/passwd", Passwd);
        CopyStage.Directory(stage.Root, "real", 0x3FF);
        stage.Root.CreateSymbolicLink("to", "real");

        stage.Copy("/to/", "f").Should().Equal("d 0755 1000:1001 to", "f 0644 1000:1001 to/f \"f\"");
    }

    [Fact]
    public void A6_11_parents_keep_the_directories_with_their_modes()
    {
        using CopyStage stage = new CopyStage { Options = new() { KeepsParents = true } }.With("a/b/f", "a/b/g", "a/h");
        stage.Context.SetMode("a", 0x1C0);

        stage.Copy("/to/", "/a/b/f").Should().Equal("d 0755 0:0 to", "d 0700 0:0 to/a", "d 0755 0:0 to/a/b", "f 0644 0:0 to/a/b/f \"f\"");
        stage.Copy("/to/", "../a/b/").Should().Equal(
            "d 0755 0:0 to", "d 0700 0:0 to/a", "d 0755 0:0 to/a/b", "f 0644 0:0 to/a/b/f \"f\"", "f 0644 0:0 to/a/b/g \"g\"");
    }

    [Fact]
    public void A6_11_parents_begin_at_the_first_pivot()
    {
        using CopyStage stage = new CopyStage { Options = new() { KeepsParents = true } }.With("a/b/c/f");

        stage.Copy("/to/", "a/./b/./c/f").Should().Equal(
            "d 0755 0:0 to", "d 0755 0:0 to/b", "d 0755 0:0 to/b/c", "f 0644 0:0 to/b/c/f \"f\"");
        stage.Copy("/to/", "./a/./b/c/f").Should().Equal(
            "d 0755 0:0 to", "d 0755 0:0 to/b", "d 0755 0:0 to/b/c", "f 0644 0:0 to/b/c/f \"f\"");
    }

    [Fact]
    public void A6_11_wildcards_may_stand_before_the_pivot()
    {
        using CopyStage stage = new CopyStage { Options = new() { KeepsParents = true } }.With("a/b1/c/e/f", "a/b2/c/e/g", "a/x/c/e/h");

        stage.Copy("/", "a/b*/./c/**/e").Should().Equal(
            "d 0755 0:0 c", "d 0755 0:0 c/e", "f 0644 0:0 c/e/f \"f\"", "f 0644 0:0 c/e/g \"g\"");
        stage.Copy("/", "a/y*/./c").Should().BeEmpty();
    }

    [Fact]
    public void A6_11_parents_know_double_stars()
    {
        using CopyStage stage = new CopyStage { Options = new() { KeepsParents = true } }.With("x.c", "a/y.c", "a/b/z.c", "a/b/z.h", "d/w.h");

        stage.Copy("/", "**/*.c").Should().Equal(
            "d 0755 0:0 a", "d 0755 0:0 a/b", "f 0644 0:0 a/b/z.c \"z.c\"", "f 0644 0:0 a/y.c \"y.c\"", "f 0644 0:0 x.c \"x.c\"");
    }

    [Fact]
    public void A6_11_a_missing_path_is_an_error_and_a_missing_match_is_none()
    {
        using CopyStage stage = new CopyStage { Options = new() { KeepsParents = true } }.With("a/file");

        Action copy = () => stage.Copy("/to/", "a/fill");
        Action root = () => stage.Copy("/to/", "./");

        copy.Should().Throw<InputException>().WithMessage("\"a/fill\" not found in the build context")
            .Which.Help.Should().Be("did you mean \"a/file\"?");
        root.Should().Throw<InputException>().WithMessage("\"./\" names no file or directory whose parents could be kept");
        stage.Copy("/to/", "a/fo*").Should().BeEmpty();
    }

    [Fact]
    public void A6_12_exclude_is_relative_to_the_copied_directory()
    {
        using CopyStage stage = new CopyStage { Options = new() { Excludes = ["storage/views", "**/*.log", "!keep.log"] } }
            .With("app/storage/views/v", "app/storage/cache/c", "app/x.log", "app/keep.log", "app/deep/y.log");

        stage.Copy("/to/", "app").Should().Equal(
            "d 0755 0:0 to",
            "d 0755 0:0 to/deep",
            "f 0644 0:0 to/keep.log \"keep.log\"",
            "d 0755 0:0 to/storage",
            "d 0755 0:0 to/storage/cache",
            "f 0644 0:0 to/storage/cache/c \"c\"");
    }

    [Fact]
    public void A6_12_exclude_holds_for_files_that_a_wildcard_matches()
    {
        using CopyStage stage = new CopyStage { Options = new() { Excludes = ["*.txt"] } }.With("home.txt", "home.md");

        stage.Copy("/to/", "hom*").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/home.md \"home.md\"");
    }

    [Fact]
    public void A6_12_an_excluded_directory_shows_as_far_as_something_in_it_comes_back()
    {
        using CopyStage stage = new CopyStage { Options = new() { Excludes = ["a", "!a/keep"] } }.With("s/a/keep", "s/a/drop", "s/b");

        stage.Copy("/", "s").Should().Equal("d 0755 0:0 a", "f 0644 0:0 a/keep \"keep\"", "f 0644 0:0 b \"b\"");
    }
}
