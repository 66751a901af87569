using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Cli.Output;

/// <summary>Prints what the parser has to say.</summary>
internal static class DiagnosticText
{
    /// <summary>Prints all diagnostics, one below the other, to standard error.</summary>
    public static void Print(SourceText source, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Console.Error.WriteLine(DiagnosticRenderer.Render(source, diagnostic));
        }
    }
}
