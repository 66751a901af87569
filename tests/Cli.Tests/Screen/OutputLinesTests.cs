using System.Text;

using Sharpbuild.Cli.Screen;

namespace Sharpbuild.Cli.Tests.Screen;

public sealed class OutputLinesTests
{
    [Fact]
    public void The_last_lines_and_the_unfinished_one_are_kept()
    {
        OutputLines lines = new(2);

        Add(lines, "one\ntwo\nthree\nfo", "ur");

        lines.Last(2).Should().Equal("three", "four");
        lines.Last(9).Should().Equal("two", "three", "four");
    }

    [Fact]
    public void A_carriage_return_begins_the_line_again()
    {
        OutputLines lines = new(5);

        Add(lines, "\rload 10%", "\rload 20%\r", "load 30%");

        lines.Last(5).Should().Equal("load 30%");
    }

    [Fact]
    public void A_line_of_the_windows_kind_is_not_lost()
    {
        OutputLines lines = new(5);

        Add(lines, "text\r\nmore\r\n");

        lines.Last(5).Should().Equal("text", "more");
    }

    [Fact]
    public void Colours_are_dropped_and_other_controls_are_shown()
    {
        OutputLines lines = new(5);

        Add(lines, "\e[1;31mred\e[0m \e]0;title\a\tend\n");

        lines.Last(5).Should().Equal("red \\x1b]0;title\\x07    end");
    }

    [Fact]
    public void A_line_without_end_takes_bounded_memory()
    {
        OutputLines lines = new(5);
        string block = new('x', 1 << 16);

        for (int i = 0; i < 64; i++)
        {
            Add(lines, block);
        }

        lines.Last(5).Should().ContainSingle().Which.Should().HaveLength(4096);
    }

    private static void Add(OutputLines lines, params string[] texts)
    {
        foreach (string text in texts)
        {
            lines.Add(Encoding.UTF8.GetBytes(text));
        }
    }
}
