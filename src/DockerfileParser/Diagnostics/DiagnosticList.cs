using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>Collects diagnostics while a file is read.</summary>
internal sealed class DiagnosticList
{
    /// <summary>Nobody reads more, and a hostile file has one for every line.</summary>
    private const int Most = 1000;

    private readonly List<Diagnostic> _items = [];

    public bool HasErrors { get; private set; }

    public void Error(string code, string message, SourceSpan span, string? help = null)
    {
        HasErrors = true;
        Add(new Diagnostic(code, Severity.Error, message, span, help));
    }

    public void Warning(string code, string message, SourceSpan span, string? help = null) =>
        Add(new Diagnostic(code, Severity.Warning, message, span, help));

    public void AddAsWarnings(DiagnosticList other)
    {
        foreach (Diagnostic diagnostic in other._items)
        {
            Add(diagnostic with { Severity = Severity.Warning });
        }
    }

    private void Add(Diagnostic diagnostic)
    {
        if (_items.Count < Most)
        {
            _items.Add(diagnostic);
        }
        else if (diagnostic.Severity == Severity.Error && !_items.Exists(static item => item.Severity == Severity.Error))
        {
            // No number of warnings may hide that there is an error.
            _items[^1] = diagnostic;
        }
    }

    public ImmutableArray<Diagnostic> ToImmutable() => [.. _items];
}
