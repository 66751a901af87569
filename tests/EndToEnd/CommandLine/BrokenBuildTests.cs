using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>The whole printed text of builds that fail: <c>tests/cases/builds</c>.</summary>
/// <remarks>
/// A case begins with lines <c>#: args WORDS</c> and <c>#: file PATH TEXT</c>; the Dockerfile follows, a line <c>---</c>, and what is printed.
/// <c>CONTEXT</c> stands for the path of the context.
/// </remarks>
public sealed class BrokenBuildTests
{
    private const string Divider = "---\n";
    private const string Arguments = "#: args ";
    private const string ContextFile = "#: file ";

    private static readonly string Cases = Path.Combine(Repository.Root, "tests", "cases", "builds");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Cases, "*.case").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Message_says_what_where_and_what_to_do(string name)
    {
        using Workbench bench = new();
        string[] lines = File.ReadAllText(Path.Combine(Cases, name + ".case")).Split('\n');
        string text = string.Join('\n', lines.SkipWhile(line => line.StartsWith("#: ", StringComparison.Ordinal)));
        int divider = text.IndexOf("\n" + Divider, StringComparison.Ordinal) + 1;
        string context = bench.Context("context", [("Dockerfile", text[..divider]), .. Values(lines, ContextFile).Select(ReadFile)]);
        bench.With(new SharpbuildCommand(bench.Sharpbuild.Root) { Settings = new ProcessSettings { WorkingDirectory = context } });

        ProcessResult result = bench.Sharpbuild.Run(["build", "-q", .. Workbench.Bases("busybox"), .. Values(lines, Arguments).SelectMany(words => words.Split(' ')), "."]);

        result.Error.Replace(context, "CONTEXT", StringComparison.Ordinal).Should().Be(text[(divider + Divider.Length)..]);
        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
    }

    private static IEnumerable<string> Values(string[] lines, string start) =>
        lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]);

    private static (string Path, string Text) ReadFile(string words)
    {
        int blank = words.IndexOf(' ', StringComparison.Ordinal);
        return (words[..blank], words[(blank + 1)..].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal));
    }
}
