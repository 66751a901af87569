using System.Text;

using Sharpbuild.Cli.Screen;

namespace Sharpbuild.Cli.Tests.Screen;

public sealed class LiveRegionTests : IDisposable
{
    private readonly MemoryStream _terminal = new();
    private readonly LiveRegion _region;

    public LiveRegionTests() => _region = new LiveRegion(_terminal);

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void A_frame_replaces_the_one_before()
    {
        Draw(20, [], ["a", "b", "c"]).Should().Be("a\nb\nc");

        Draw(20, ["done"], ["d"]).Should().Be("\r\e[2A\e[Jdone\nd");
    }

    [Fact]
    public void Nothing_is_written_when_there_is_nothing_to_show() => Draw(20, [], []).Should().BeEmpty();

    [Fact]
    public void The_last_frame_is_taken_away()
    {
        Draw(20, [], ["a"]);

        Draw(20, [], []).Should().Be("\r\e[J");
    }

    [Fact]
    public void Lines_that_a_narrower_terminal_wrapped_are_taken_away_whole()
    {
        Draw(40, [], [new string('x', 30), "short"]);

        Draw(10, [], ["a"]).Should().Be("\r\e[3A\e[Ja");
    }

    private string Draw(int columns, string[] lasting, string[] live)
    {
        _terminal.SetLength(0);
        _region.Draw(columns, Lines(columns, lasting), Lines(columns, live));
        return Encoding.UTF8.GetString(_terminal.ToArray());
    }

    private static ScreenLine[] Lines(int columns, string[] texts) => [.. texts.Select(text => new ScreenLine(columns, colored: false).Add(text))];
}
