using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>Collects diagnostics while a file is read.</summary>
internal sealed class DiagnosticList
{
    private readonly List<Diagnostic> _items = [];

    public bool HasErrors { get; private set; }

    public void Error(string code, string message, SourceSpan span, string? help = null)
    {
        HasErrors = true;
        _items.Add(new Diagnostic(code, Severity.Error, message, span, help));
    }

    public void Warning(string code, string message, SourceSpan span, string? help = null) =>
        _items.Add(new Diagnostic(code, Severity.Warning, message, span, help));

    public void AddAsWarnings(DiagnosticList other)
    {
        foreach (Diagnostic diagnostic in other._items)
        {
            _items.Add(diagnostic with { Severity = Severity.Warning });
        }
    }

    public ImmutableArray<Diagnostic> ToImmutable() => [.. _items];
}
