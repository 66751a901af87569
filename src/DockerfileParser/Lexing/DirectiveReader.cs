using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>Recognises parser directives, which may only stand at the very top.</summary>
internal sealed class DirectiveReader(DiagnosticList diagnostics)
{
    private static readonly string[] KnownNames = ["syntax", "escape", "check"];

    private readonly List<Directive> _found = [];
    private bool _isFirstLine = true;
    private bool _isOver;

    public char Escape { get; private set; } = '\\';

    public ImmutableArray<Directive> Found => [.. _found];

    /// <summary>Takes the next line without its leading blanks; false when it is no directive.</summary>
    public bool Accepts(PhysicalLine line)
    {
        if (_isOver)
        {
            return false;
        }

        bool isShebang = _isFirstLine && line.Text.StartsWith("#!");
        _isFirstLine = false;
        if (isShebang)
        {
            return true;
        }

        if (!TrySplit(line.Text, out string name, out string value))
        {
            _isOver = true;
            return false;
        }

        Add(new Directive(name, value, new SourceSpan(line.Start, line.Text.Length)));
        return true;
    }

    internal static bool TrySplit(ReadOnlySpan<char> comment, out string name, out string value)
    {
        (name, value) = ("", "");
        int equals = comment.IndexOf('=');
        if (!comment.StartsWith('#') || equals < 0)
        {
            return false;
        }

        name = comment[1..equals].Trim().ToString().ToLowerInvariant();
        value = comment[(equals + 1)..].Trim().ToString();
        return value.Length > 0 && KnownNames.Contains(name);
    }

    private void Add(Directive directive)
    {
        if (_found.Exists(earlier => earlier.Name == directive.Name))
        {
            diagnostics.Error(
                DiagnosticCodes.RepeatedDirective,
                $"directive \"{directive.Name}\" is given twice",
                directive.Span,
                "keep one of the two lines");
            return;
        }

        _found.Add(directive);
        if (directive.Name == "escape")
        {
            SetEscape(directive);
        }
    }

    private void SetEscape(Directive directive)
    {
        if (directive.Value is "\\" or "`")
        {
            Escape = directive.Value[0];
            return;
        }

        diagnostics.Error(
            DiagnosticCodes.InvalidEscape,
            $"escape character \"{directive.Value}\" is not allowed",
            directive.Span,
            "use a backslash or a backtick");
    }
}
