using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Cli.Parsing;

/// <summary><c>sharpbuild parse</c>: shows as JSON what the parser makes of a Dockerfile.</summary>
internal static class ParseCommand
{
    private const int Accepted = 0;
    private const int Refused = 1;
    private const int BadUsage = 2;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>parse</c>.</param>
    /// <param name="input">File names for <c>--batch</c>, or the text of file <c>-</c>.</param>
    /// <param name="output">Receives one JSON document for each file.</param>
    /// <param name="error">Receives what is wrong.</param>
    /// <returns>The exit status.</returns>
    public static int Run(ReadOnlySpan<string> arguments, TextReader input, TextWriter output, TextWriter error)
    {
        bool syntaxOnly = false;
        bool isBatch = false;
        List<string> files = [];
        foreach (string argument in arguments)
        {
            syntaxOnly |= argument == "--syntax-only";
            isBatch |= argument == "--batch";
            if (argument == "-" || !argument.StartsWith('-'))
            {
                files.Add(argument);
            }
            else if (argument is not ("--json" or "--syntax-only" or "--batch"))
            {
                error.WriteLine($"parse: unknown option \"{argument}\"");
                return BadUsage;
            }
        }

        if (isBatch)
        {
            return RunBatch(syntaxOnly, input, output);
        }

        if (files is not [var file])
        {
            error.WriteLine("usage: sharpbuild parse --json [--syntax-only] [--batch] FILE");
            return BadUsage;
        }

        return RunOne(file, syntaxOnly, input, output, error);
    }

    private static int RunOne(string file, bool syntaxOnly, TextReader input, TextWriter output, TextWriter error)
    {
        try
        {
            SourceText source = new(file, file == "-" ? input.ReadToEnd() : Read(file));
            if (FindRefusal(source, syntaxOnly, out DockerfileSyntax syntax) is { } refusal)
            {
                error.WriteLine($"{file}:{source.GetLinePosition(refusal.Span.Start).Line}: {refusal.Message}");
                return Refused;
            }

            output.WriteLine(SyntaxDump.Write(syntax));
            return Accepted;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{file}:1: {exception.Message}");
            return Refused;
        }
    }

    private static int RunBatch(bool syntaxOnly, TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } file)
        {
            try
            {
                SourceText source = new(file, Read(file));
                output.WriteLine(FindRefusal(source, syntaxOnly, out DockerfileSyntax syntax) is { } refusal
                    ? SyntaxDump.WriteRefusal(file, refusal.Message, source.GetLinePosition(refusal.Span.Start).Line)
                    : SyntaxDump.Write(syntax));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                output.WriteLine(SyntaxDump.WriteRefusal(file, exception.Message, 1));
            }
        }

        return Accepted;
    }

    /// <summary>The first mistake of the line grammar, else the first of the instructions; values are not judged.</summary>
    private static Diagnostic? FindRefusal(SourceText source, bool syntaxOnly, out DockerfileSyntax syntax)
    {
        syntax = DockerfileSyntax.Parse(source);
        Diagnostic? refusal = syntax.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
        return refusal is not null || syntaxOnly
            ? refusal
            : syntax.ToDockerfile().Diagnostics.FirstOrDefault(diagnostic =>
                diagnostic.Severity == Severity.Error && !DiagnosticCodes.IsAboutValues(diagnostic.Code));
    }

    private static string Read(string file) => PathText.Decode(File.ReadAllBytes(file));
}
