using Sharpbuild.TestSupport;

namespace Sharpbuild.DockerfileParser.Tests.Diagnostics;

public sealed class BrokenInputTests
{
    private const string Divider = "\n---\n";

    private static readonly string Cases = Path.Combine(Repository.Root, "tests", "cases", "diagnostics");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Cases, "*.case").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_says_what_where_and_what_to_do(string name)
    {
        string text = File.ReadAllText(Path.Combine(Cases, name + ".case"));
        int divider = text.IndexOf(Divider, StringComparison.Ordinal);

        string rendered = Parsed.Rendered(text[..(divider + 1)]);

        rendered.Should().Be(text[(divider + Divider.Length)..].TrimEnd('\n'));
    }
}
