using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Linux;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>Wildcards, missing sources, hidden sources and odd names: A6.8.</summary>
public sealed class SourceMatchTests
{
    [Fact]
    public void A6_8_wildcards_do_not_cross_slashes()
    {
        using CopyStage stage = new CopyStage().With("a/x.c", "a/b/y.c", "a1/z.c");

        stage.Copy("/", "*/*.c").Should().Equal("f 0644 0:0 x.c \"x.c\"", "f 0644 0:0 z.c \"z.c\"");
        stage.Copy("/", "a?/[x-z].c").Should().Equal("f 0644 0:0 z.c \"z.c\"");
    }

    [Fact]
    public void A6_8_a_bracket_in_a_name_is_written_as_a_class()
    {
        using CopyStage stage = new CopyStage().With("arr[0].txt");

        stage.Copy("/", "arr[[]0].txt").Should().Equal("f 0644 0:0 arr[0].txt \"arr[0].txt\"");
        stage.Copy("/", "arr[0].txt").Should().BeEmpty();
    }

    [Fact]
    public void A6_8_a_wildcard_without_match_copies_nothing()
    {
        using CopyStage stage = new CopyStage().With("f");

        stage.Copy("/to/", "missing*").Should().BeEmpty();
        stage.Copy("/to/", "missing*", "f").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/f \"f\"");
    }

    [Fact]
    public void A6_8_a_wildcard_before_two_dots_is_gone_with_them()
    {
        using CopyStage stage = new CopyStage().With("f", "d/x");

        stage.Copy("/", "a*/../f").Should().Equal("f 0644 0:0 f \"f\"");
        stage.Copy("/", "a*/../missing").Should().BeEmpty();
    }

    [Fact]
    public void A6_8_a_missing_source_is_an_error_with_the_nearest_name()
    {
        using CopyStage stage = new CopyStage().With("src/main.c", "src/lib/util.c");

        Missing(stage, "src/mian.c").Should().Be(("\"src/mian.c\" not found in the build context", "did you mean \"src/main.c\"?"));
        Missing(stage, "srv/main.c").Should().Be(("\"srv/main.c\" not found in the build context", "did you mean \"src/main.c\"?"));
        Missing(stage, "src/main.c/x").Should().Be(("\"src/main.c/x\" not found in the build context: \"src/main.c\" is no directory", null));
        Missing(stage, "nothing-like-it").Should().Be(("\"nothing-like-it\" not found in the build context", "sources are paths in the build context, not on the machine"));
    }

    [Fact]
    public void A6_8_a_source_that_the_ignore_file_hides_is_an_error_that_says_so()
    {
        using CopyStage stage = new CopyStage("secret", "*.log").With("secret/key", "a.log");

        Missing(stage, "secret/key").Item1.Should().Be("\"secret/key\" is kept out of the build context by its ignore file");
        Missing(stage, "secret").Item1.Should().Be("\"secret\" is kept out of the build context by its ignore file");
        Missing(stage, "a.log").Should().Be(
            ("\"a.log\" is kept out of the build context by its ignore file", "bring it back there with the line \"!a.log\""));
    }

    [Fact]
    public void A6_8_a_link_to_nothing_is_an_error_that_names_its_target()
    {
        using CopyStage stage = new CopyStage("hidden").With("hidden");
        stage.Context.CreateSymbolicLink("l", "gone");
        stage.Context.CreateSymbolicLink("h", "hidden");

        Missing(stage, "l").Item1.Should().Be("\"l\" in the build context is a symbolic link to \"gone\", which leads to nothing");
        Missing(stage, "h").Item1.Should().Be("\"h\" in the build context is a symbolic link to \"hidden\", which leads to nothing");
    }

    [Fact]
    public void A10_4_a_hidden_directory_shows_as_far_as_something_in_it_comes_back()
    {
        using CopyStage stage = new CopyStage("**", "!folder/file1", "!other/none").With("folder/file1", "folder/file2", "other/file");

        stage.Copy("/to/", ".").Should().Equal("d 0755 0:0 to", "d 0755 0:0 to/folder", "f 0644 0:0 to/folder/file1 \"file1\"");
        stage.Copy("/to/", "folder").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/file1 \"file1\"");
        Missing(stage, "other").Item1.Should().Be("\"other\" is kept out of the build context by its ignore file");
    }

    [Fact]
    public void Odd_names_are_copied_byte_for_byte()
    {
        using CopyStage stage = new();
        string[] names = ["with blank", "new\nline", PathText.Decode([0xFF, (byte)'x', 0x80]), "ünï", "-rf", "\\back", "\uE000", "😀", "~"];
        foreach (string name in names)
        {
            CopyStage.File(stage.Context, "sub/" + name, "t");
        }

        string[] expected = [.. names.Order(Comparer<string>.Create(PathText.Compare)).Select(name => $"f 0644 0:0 {name} \"t\"")];

        stage.Copy("/", "sub").Should().Equal(expected);
    }

    [Fact]
    public void Entries_are_ordered_as_a_tree_is_walked()
    {
        using CopyStage stage = new CopyStage().With("s/a.b", "s/a/c", "s/a-b", "s/a/b/z");

        stage.Copy("/", "s").Should().Equal(
            "d 0755 0:0 a", "d 0755 0:0 a/b", "f 0644 0:0 a/b/z \"z\"", "f 0644 0:0 a/c \"c\"", "f 0644 0:0 a-b \"a-b\"", "f 0644 0:0 a.b \"a.b\"");
    }

    [Fact]
    public void Names_that_layers_keep_for_markers_are_refused()
    {
        using CopyStage stage = new CopyStage().With("s/.wh.passwd", "f");

        Action source = () => stage.Copy("/etc/", "s");
        Action destination = () => stage.Copy("/etc/.wh..wh..opq", "f");

        source.Should().Throw<InputException>().WithMessage("\"/etc/.wh.passwd\" cannot be stored in a layer: *");
        destination.Should().Throw<InputException>().WithMessage("\"/etc/.wh..wh..opq\" cannot be stored in a layer: *");
    }

    [Fact]
    public void A8_heredocs_are_files_0644_under_the_name_of_the_word()
    {
        using CopyStage stage = new();

        stage.CopyHeredocs("/d/", ("A", "one\n"), ("B", "two\n")).Should().Equal(
            "d 0755 0:0 d", "f 0644 0:0 d/A \"one\n\"", "f 0644 0:0 d/B \"two\n\"");
        stage.CopyHeredocs("/single", ("A", "one\n")).Should().Equal("f 0644 0:0 single \"one\n\"");
    }

    private static (string Message, string? Help) Missing(CopyStage stage, string source)
    {
        InputException error = Assert.Throws<InputException>(() => stage.Copy("/to/", source));
        return (error.Message, error.Help);
    }
}
