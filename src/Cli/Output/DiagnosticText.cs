using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Cli.Output;

/// <summary>Prints what the parser has to say.</summary>
internal static class DiagnosticText
{
    private const int Most = 100;

    /// <summary>Prints the diagnostics, one below the other, to standard error; of more than a hundred the rest is counted.</summary>
    public static void Print(SourceText source, IReadOnlyCollection<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics.Take(Most))
        {
            Console.Error.WriteLine(Terminal.Pictures(DiagnosticRenderer.Render(source, diagnostic)));
        }

        if (diagnostics.Count > Most)
        {
            Console.Error.WriteLine($"sharpbuild: and {diagnostics.Count - Most} more");
        }
    }
}
