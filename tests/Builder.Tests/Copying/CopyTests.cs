using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>The rules for sources and destinations: A6.1 to A6.5, A6.9, A6.15.</summary>
public sealed class CopyTests
{
    [Fact]
    public void A6_1_sources_are_clamped_to_the_context()
    {
        using CopyStage stage = new CopyStage().With("a", "sub/b");

        stage.Copy("/to/", "/a").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/a \"a\"");
        stage.Copy("/to/", "../../a").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/a \"a\"");
        stage.Copy("/to/", "sub/../../../a/").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/a \"a\"");
    }

    [Fact]
    public void A6_1_an_empty_word_is_the_context_itself()
    {
        using CopyStage stage = new CopyStage().With("a");

        stage.Copy("/to/", "").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/a \"a\"");
    }

    [Fact]
    public void A6_2_destination_is_relative_to_the_working_directory()
    {
        using CopyStage stage = new CopyStage { WorkingDirectory = "/work/dir" }.With("a");

        stage.Copy("b", "a").Should().Equal("d 0755 0:0 work", "d 0755 0:0 work/dir", "f 0644 0:0 work/dir/b \"a\"");
        stage.Copy("..", "a").Should().Equal("d 0755 0:0 work", "f 0644 0:0 work/a \"a\"");
        stage.Copy("", "a").Should().Equal("d 0755 0:0 work", "d 0755 0:0 work/dir", "f 0644 0:0 work/dir/a \"a\"");
        stage.Copy("../../../../x", "a").Should().Equal("f 0644 0:0 x \"a\"");
    }

    [Fact]
    public void A6_2_existing_directory_takes_the_file_under_its_own_name()
    {
        using CopyStage stage = new CopyStage().With("a");
        CopyStage.Directory(stage.Root, "there", 0x3FF);

        stage.Copy("/there", "a").Should().Equal("d 1777 0:0 there", "f 0644 0:0 there/a \"a\"");
    }

    [Fact]
    public void A6_2_several_files_need_a_directory()
    {
        using CopyStage stage = new CopyStage().With("a", "b");

        Action copy = () => stage.Copy("/to", "a", "b");

        copy.Should().Throw<InputException>().WithMessage("2 files cannot be copied to \"/to\", which is no directory")
            .Which.Help.Should().Be("write \"/to/\"");
    }

    [Fact]
    public void A6_2_multi_match_wildcard_needs_a_directory()
    {
        using CopyStage stage = new CopyStage().With("a1", "a2");

        Action copy = () => stage.Copy("/to", "a*");

        copy.Should().Throw<InputException>().WithMessage("2 files cannot be copied to \"/to\", which is no directory");
        stage.Copy("/to/", "a*").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/a1 \"a1\"", "f 0644 0:0 to/a2 \"a2\"");
    }

    [Fact]
    public void A6_3_the_contents_of_a_directory_are_copied()
    {
        using CopyStage stage = new CopyStage().With("sub/x/1", "sub/y");

        stage.Copy("/to", "sub").Should().Equal(
            "d 0755 0:0 to", "d 0755 0:0 to/x", "f 0644 0:0 to/x/1 \"1\"", "f 0644 0:0 to/y \"y\"");
    }

    [Fact]
    public void A6_3_a_wildcard_flattens_the_directories_that_it_matches()
    {
        using CopyStage stage = new CopyStage().With("sub/x/1", "sub/y/2", "sub/z");

        stage.Copy("/d/", "sub/*").Should().Equal(
            "d 0755 0:0 d", "f 0644 0:0 d/1 \"1\"", "f 0644 0:0 d/2 \"2\"", "f 0644 0:0 d/z \"z\"");
    }

    [Fact]
    public void A6_4_a_created_destination_is_0755_of_root_and_nested_directories_take_the_sources_metadata()
    {
        using CopyStage stage = new CopyStage().With("sub/in/f");
        stage.Context.SetMode("sub", 0x1C0);
        stage.Context.SetMode("sub/in", 0x1C8);

        stage.Copy("/to", "sub").Should().Equal("d 0755 0:0 to", "d 0710 0:0 to/in", "f 0644 0:0 to/in/f \"f\"");
    }

    [Fact]
    public void A6_4_an_existing_destination_keeps_its_metadata_and_an_existing_nested_directory_does_not()
    {
        using CopyStage stage = new CopyStage().With("sub/in/f");
        CopyStage.Directory(stage.Root, "tmp/in", 0x1C0);
        CopyStage.Directory(stage.Root, "tmp", 0x3FF);
        stage.Root.SetOwner("tmp", 7, 8);
        stage.Root.SetMode("tmp", 0x3FF);

        stage.Copy("/tmp", "sub").Should().Equal("d 1777 7:8 tmp", "d 0755 0:0 tmp/in", "f 0644 0:0 tmp/in/f \"f\"");
    }

    [Fact]
    public void A6_4_existing_parents_are_in_the_layer_as_they_are()
    {
        using CopyStage stage = new CopyStage().With("f");
        CopyStage.Directory(stage.Root, "var/tmp", 0x3FF);
        stage.Root.SetOwner("var", 3, 4);
        stage.Root.SetMode("var", 0x1E8);
        stage.Root.SetXattr("var", "user.mark", "1"u8);
        stage.Root.SetTimes("var", CopyStage.FileTime);
        stage.Root.SetTimes("var/tmp", CopyStage.FileTime);
        using BuildContext context = stage.OpenContext();

        stage.Copy("/var/tmp/new/f", [new CopySource(context, "f")], showsTimes: true).Should().Equal(
            "d 0750 3:4 var user.mark=31 @1485449953",
            "d 1777 0:0 var/tmp @1485449953",
            "d 0755 0:0 var/tmp/new @1000000000",
            "f 0644 0:0 var/tmp/new/f \"f\" @1485449953");
    }

    [Fact]
    public void A6_5_a_file_onto_a_directory_of_its_name_is_refused()
    {
        using CopyStage stage = new CopyStage().With("sub/name");
        CopyStage.Directory(stage.Root, "to/name");

        Action copy = () => stage.Copy("/to", "sub");

        copy.Should().Throw<InputException>().WithMessage("\"/to/name\" cannot be written: a directory of that name is there");
    }

    [Theory]
    [InlineData(false, "a file")]
    [InlineData(true, "a symbolic link")]
    public void A6_5_a_directory_onto_something_else_is_refused(bool isLink, string what)
    {
        using CopyStage stage = new CopyStage().With("sub/name/f");
        CopyStage.Directory(stage.Root, "to/elsewhere");
        if (isLink)
        {
            stage.Root.CreateSymbolicLink("to/name", "elsewhere");
        }
        else
        {
            CopyStage.File(stage.Root, "to/name");
        }

        Action copy = () => stage.Copy("/to", "sub");

        copy.Should().Throw<InputException>().WithMessage($"the directory \"/to/name\" cannot be copied: {what} of that name is there");
    }

    [Fact]
    public void A6_5_a_file_in_the_way_of_the_destination_is_named()
    {
        using CopyStage stage = new CopyStage().With("f");
        CopyStage.File(stage.Root, "etc/conf");

        Action below = () => stage.Copy("/etc/conf/f", "f");
        Action into = () => stage.Copy("/etc/conf/", "f");

        below.Should().Throw<InputException>().WithMessage("cannot copy to \"/etc/conf/f\": \"/etc/conf\" is no directory");
        into.Should().Throw<InputException>().WithMessage("\"/etc/conf\" has to be a directory, but is a file");
    }

    [Fact]
    public void A6_5_a_file_replaces_a_file_and_later_sources_win()
    {
        using CopyStage stage = new CopyStage().With("x/f", "y/f");
        CopyStage.File(stage.Context, "z/f", "last", 0x180);
        CopyStage.File(stage.Root, "to/f", "old");

        stage.Copy("/to/", "x/f", "y/f", "z").Should().Equal("d 0755 0:0 to", "f 0600 0:0 to/f \"last\"");
    }

    [Fact]
    public void A6_5_hard_links_inside_one_copy_are_kept()
    {
        using CopyStage stage = new CopyStage().With("sub/b/first", "sub/other");
        stage.Context.CreateHardLink("sub/z", "sub/b/first");
        stage.Context.CreateHardLink("sub/a", "sub/b/first");

        stage.Copy("/to/", "sub").Should().Equal(
            "d 0755 0:0 to", "f 0644 0:0 to/a \"first\"", "d 0755 0:0 to/b", "f to/b/first = to/a", "f 0644 0:0 to/other \"other\"", "f to/z = to/a");
    }

    [Fact]
    public void A6_5_a_link_whose_first_name_is_replaced_gets_the_content()
    {
        using CopyStage stage = new CopyStage().With("sub/a", "over/a");
        stage.Context.CreateHardLink("sub/b", "sub/a");

        stage.Copy("/to/", "sub", "over").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/a \"a\"", "f 0644 0:0 to/b \"a\"");
    }

    [SkippableFact]
    public void A6_5_pipes_and_devices_are_recreated_and_sockets_left_out()
    {
        TestSupport.Requires.Root();
        using CopyStage stage = new CopyStage().With("sub/f");
        stage.Context.CreateNode("sub/pipe", FileKind.Fifo, 0x180, default);
        stage.Context.CreateNode("sub/socket", FileKind.Socket, 0x180, default);
        stage.Context.CreateNode("sub/null", FileKind.CharacterDevice, 0x180, new DeviceNumber(1, 3));

        stage.Copy("/", "sub").Should().Equal("f 0644 0:0 f \"f\"", "c 0600 0:0 null", "p 0600 0:0 pipe");
        stage.Select("sub").Notes.Should().Equal("\"sub/socket\" is a socket and cannot be copied");
    }

    [SkippableFact]
    public void A6_5_file_capabilities_of_the_context_are_kept_and_other_attributes_are_not()
    {
        TestSupport.Requires.Root();
        using CopyStage stage = new CopyStage().With("f");
        byte[] capability = Convert.FromHexString("0100000200040000000000000000000000000000");
        stage.Context.SetXattr("f", "security.capability", capability);
        stage.Context.SetXattr("f", "user.a", "test"u8);

        string[] first = stage.Copy("/", "f");
        string[] fromIndex = stage.Copy("/", "f");

        first.Should().Equal("f 0644 0:0 f security.capability=0100000200040000000000000000000000000000 \"f\"");
        fromIndex.Should().Equal(first);
    }

    [Fact]
    public void A6_5_attributes_of_a_stage_are_kept()
    {
        using CopyStage stage = new();
        using CopyStage build = new();
        CopyStage.File(build.Root, "f");
        build.Root.SetXattr("f", "user.a", "test"u8);

        stage.CopyFromRoot(build.Root, "/", "f").Should().Equal("f 0644 0:0 f user.a=74657374 \"text\"");
    }

    [Fact]
    public void A6_9_a_link_named_as_source_is_followed_under_its_own_name()
    {
        using CopyStage stage = new CopyStage().With("real/file");
        stage.Context.CreateSymbolicLink("link", "real/file");
        stage.Context.CreateSymbolicLink("dir", "/real");

        stage.Copy("/to/", "link").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/link \"file\"");
        stage.Copy("/to/", "dir").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/file \"file\"");
        stage.Copy("/to/", "dir/f*").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/file \"file\"");
    }

    [Fact]
    public void A6_9_links_met_in_a_directory_stay_links()
    {
        using CopyStage stage = new CopyStage().With("sub/f");
        stage.Context.CreateSymbolicLink("sub/l", "../gone");

        stage.Copy("/to/", "sub").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/f \"f\"", "l 0777 0:0 to/l -> ../gone");
    }

    [Theory]
    [InlineData("/etc/link/f", "/real/deep")]
    [InlineData("/etc/link/f", "../real/deep")]
    [InlineData("/etc/link/f", "../../../../real/deep")]
    [InlineData("/etc/link", "/real/deep/f")]
    public void A6_9_links_in_the_destination_are_followed_inside_the_root(string destination, string target)
    {
        using CopyStage stage = new CopyStage().With("f");
        CopyStage.Directory(stage.Root, "etc");
        CopyStage.Directory(stage.Root, "real");
        stage.Root.CreateSymbolicLink("etc/link", target);

        stage.Copy(destination, "f").Should().Equal("d 0755 0:0 real", "d 0755 0:0 real/deep", "f 0644 0:0 real/deep/f \"f\"");
    }

    [Fact]
    public void A6_9_endless_links_are_refused()
    {
        using CopyStage stage = new CopyStage().With("f");
        stage.Root.CreateSymbolicLink("a", "b");
        stage.Root.CreateSymbolicLink("b", "a");

        Action copy = () => stage.Copy("/a/f", "f");

        copy.Should().Throw<InputException>().WithMessage("\"a/f\" leads through more than 40 symbolic links");
    }

    [Fact]
    public void A6_9_a_link_under_the_destination_is_replaced_and_not_written_through()
    {
        using CopyStage stage = new CopyStage().With("sub/f");
        CopyStage.Directory(stage.Root, "to");
        stage.Root.CreateSymbolicLink("to/f", "/etc/shadow");

        stage.Copy("/to", "sub").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/f \"f\"");
    }

    [Fact]
    public void A6_15_times_of_context_files_are_kept_and_not_part_of_the_fingerprint()
    {
        using CopyStage stage = new CopyStage().With("f");
        SourceSelection before = stage.Select("f");
        stage.Context.SetTimes("f", new UnixTime(1_234_567_890, 500));
        SourceSelection after = stage.Select("f");
        using BuildContext context = stage.OpenContext();

        after.Fingerprint.Should().Be(before.Fingerprint);
        stage.Copy("/", [new CopySource(context, "f")], showsTimes: true).Should().Equal("f 0644 0:0 f \"f\" @1234567890");
    }
}
