using System.Text;

using Sharpbuild.Builder.Transfers;
using Sharpbuild.Cli.Screen;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Cli.Tests.Screen;

public sealed class ScreenLayoutTests
{
    private readonly ScreenLayout _layout = new(colored: false);

    [Fact]
    public void A_finished_step_says_how_long_it_took_and_why_it_was_run()
    {
        RunningStep step = new("[build 2/3] RUN make") { Reason = "main.c changed" };

        Text(_layout.Done(60, step, TimeSpan.FromSeconds(2.34))).Should().Equal("    2.3s [build 2/3] RUN make", "         why: main.c changed");
    }

    [Fact]
    public void A_cached_step_is_one_line() => Text(_layout.Cached(60, new RunningStep("[1/2] COPY a b"))).Should().Equal("  CACHED [1/2] COPY a b");

    [Fact]
    public void Running_steps_show_their_output_and_what_they_moved()
    {
        RunningStep step = Step("[1/2] RUN make", "one\ntwo\n");
        step.Transfer = Moved("writing the layer", 1_500_000, totalBytes: null);

        IEnumerable<string> lines = Text(_layout.Running(new TerminalSize(60, 10), [step], [], new StepCounts(3, 1)));

        lines.Should().Equal("    0.0s [1/2] RUN make  1.5MB", "         | one", "         | two", "    0.0s 2 done, 1 of them cached, 1 running");
    }

    [Fact]
    public void What_is_fetched_and_written_stands_below_the_steps()
    {
        Transfer[] transfers = [Moved("fetching layer 0123456789ab", 1_500_000, 3_000_000), Moved("fetching https://example.org/a.git", 0, totalBytes: null)];

        IEnumerable<string> lines = Text(_layout.Running(new TerminalSize(60, 10), [Step("[1/2] RUN make", "")], transfers, new StepCounts(1, 0)));

        lines.Should().Equal(
            "    0.0s [1/2] RUN make",
            "    0.0s fetching layer 0123456789ab  1.5MB of 3MB",
            "    0.0s fetching https://example.org/a.git",
            "    0.0s 0 done, 0 of them cached, 1 running");
    }

    [Fact]
    public void Bytes_stay_in_sight_on_a_narrow_terminal()
    {
        Transfer transfer = Moved("writing /somewhere/out.tar", 1_500_000, 3_000_000);

        Text(_layout.Running(new TerminalSize(32, 10), [], [transfer], new StepCounts(1, 1))).First().Should().Be("    0.0s writing …  1.5MB of 3MB");
    }

    [Fact]
    public void Transfers_show_where_all_steps_are_cached_and_never_fill_more_than_the_screen()
    {
        Transfer[] transfers = [.. Enumerable.Range(0, 9).Select(number => Moved($"{number}", 1, totalBytes: null))];

        _layout.Running(new TerminalSize(60, 5), [], transfers, new StepCounts(4, 4)).Count.Should().Be(4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(100)]
    public void The_region_is_never_higher_than_the_screen(int rows)
    {
        RunningStep[] steps = [.. Enumerable.Range(0, 6).Select(number => Step($"[{number}]", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"))];

        _layout.Running(new TerminalSize(20, rows), steps, [Moved("a", 1, totalBytes: null)], new StepCounts(6, 0)).Count.Should().BeLessThan(rows);
    }

    [Fact]
    public void Nothing_is_shown_while_all_is_cached() => _layout.Running(new TerminalSize(60, 10), [], [], new StepCounts(4, 4)).Should().BeEmpty();

    [Fact]
    public void Colours_do_not_count_as_cells()
    {
        ScreenLine line = new(5, colored: true);

        line.Add("abc", Ink.Error).Add("defg", Ink.Plain);

        line.ToString().Should().Be("\e[31mabc\e[0md…");
        line.Width.Should().Be(5);
    }

    private static Transfer Moved(string name, long bytes, long? totalBytes)
    {
        Transfer transfer = Transfer.Begin(listener: null, name, totalBytes);
        transfer.Add(bytes);
        return transfer;
    }

    private static RunningStep Step(string title, string output)
    {
        RunningStep step = new(title);
        step.Output.Add(Encoding.UTF8.GetBytes(output));
        return step;
    }

    private static IEnumerable<string> Text(IEnumerable<ScreenLine> lines) => lines.Select(line => line.ToString());
}
