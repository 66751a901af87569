using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests;

/// <summary>Short ways to parse a text in a test.</summary>
internal static class Parsed
{
    public static ParseResult File(string text) => Dockerfile.Parse(new SourceText("Dockerfile", text));

    /// <summary>The only instruction after <c>FROM scratch</c>; fails when there are errors.</summary>
    public static T Instruction<T>(string text)
        where T : Instruction
    {
        ParseResult result = File("FROM scratch\n" + text);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Should().BeEmpty();
        return result.Dockerfile.Stages[0].Instructions.Should().ContainSingle().Which.Should().BeOfType<T>().Subject;
    }

    /// <summary>The divided instructions, each as its keyword and arguments joined by bars.</summary>
    public static string[] Lines(string text) =>
        [.. DockerfileSyntax.Parse(new SourceText("Dockerfile", text)).Instructions
            .Select(instruction => string.Join('|', instruction.Arguments.Select(argument => argument.Text).Prepend(instruction.Name)))];

    /// <summary>All diagnostics as the user sees them, parted by a line feed.</summary>
    public static string Rendered(string text)
    {
        SourceText source = new("Dockerfile", text);
        return string.Join('\n', Dockerfile.Parse(source).Diagnostics.Select(diagnostic => DiagnosticRenderer.Render(source, diagnostic)));
    }
}
