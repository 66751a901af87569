using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Contexts with files that the user who builds may not read.</summary>
public sealed class UnreadableTests
{
    [SkippableTheory]
    [InlineData("d/f", "COPY d /d", "d/f")]
    [InlineData("d/f", "COPY d/f /", "d/f")]
    [InlineData("d/f", "COPY d/* /", "d/f")]
    [InlineData("d/f", "ADD d/f /", "d/f")]
    [InlineData("d", "COPY . /", "d")]
    [InlineData("d", "COPY d /d", "d")]
    [InlineData("a.tar", "ADD a.tar /", "a.tar")]
    [InlineData("Dockerfile", "COPY other /", "Dockerfile")]
    [InlineData(".dockerignore", "COPY other /", ".dockerignore")]
    [InlineData("d/f", "COPY other /", null)]
    [InlineData("d", "COPY other /", null)]
    [InlineData("ignored/f", "COPY . /", null)]
    [InlineData("ignored", "COPY . /", null)]
    public void What_cannot_be_read_is_named_and_what_is_not_asked_for_does_not_matter(string closed, string instruction, string? named)
    {
        using AttackBench bench = new("sharpbuild-test");
        bench.With("Dockerfile", $"FROM scratch\n{instruction}\n").With("d/f", "f").With("other", "o").With("ignored/f", "i").With(".dockerignore", "ignored\n").With("a.tar", new TarBytes().File("x", "x").ToArray());
        File.SetUnixFileMode(bench.At("context", closed), UnixFileMode.None);

        ProcessResult result = bench.Build();

        File.SetUnixFileMode(bench.At("context", closed), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        result.ExitCode.Should().Be(named is null ? 0 : 1, result.Error);
        if (named is not null)
        {
            result.Error.Should().Contain(named).And.ContainAny("Permission denied", "permission denied");
        }
    }
}
