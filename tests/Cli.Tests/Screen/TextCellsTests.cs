using Sharpbuild.Cli.Screen;

namespace Sharpbuild.Cli.Tests.Screen;

public sealed class TextCellsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("RUN make", 8)]
    [InlineData("größer", 6)]
    [InlineData("e\u0301", 1)]
    [InlineData("構築", 4)]
    [InlineData("🚀!", 3)]
    public void Width_counts_cells(string text, int cells) => TextCells.Width(text).Should().Be(cells);

    [Theory]
    [InlineData("RUN make", 8, "RUN make")]
    [InlineData("RUN make", 7, "RUN ma…")]
    [InlineData("RUN make", 1, "…")]
    [InlineData("RUN make", 0, "")]
    [InlineData("構築する", 6, "構築…")]
    [InlineData("構築する", 5, "構築…")]
    [InlineData("構築する", 4, "構…")]
    public void Cut_never_takes_more_cells_than_there_are(string text, int cells, string expected) => TextCells.Cut(text, cells).Should().Be(expected);
}
