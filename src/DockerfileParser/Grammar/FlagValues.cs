using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>The flags of one instruction after their rules are checked.</summary>
internal sealed class FlagValues
{
    private readonly List<(string Name, string Value, SourceSpan Span)> _values = [];
    private readonly HashSet<string> _names = [];

    private FlagValues()
    {
    }

    /// <summary>Whether every flag fits.</summary>
    public bool IsValid { get; private set; } = true;

    public static FlagValues Read(InstructionSyntax syntax, ReadOnlySpan<FlagRule> rules, DiagnosticList diagnostics)
    {
        FlagValues values = new();
        foreach (SourceWord flag in syntax.Flags)
        {
            values.IsValid &= values.TryAdd(flag, rules, syntax.Name, diagnostics);
        }

        return values;
    }

    public string? Text(string name)
    {
        int index = _values.FindIndex(flag => flag.Name == name);
        return index < 0 ? null : _values[index].Value;
    }

    public bool? Switch(string name) => Text(name) is { } value ? value.Equals("true", StringComparison.OrdinalIgnoreCase) : null;

    public ImmutableArray<SourceWord> All(string name) =>
        [.. _values.Where(flag => flag.Name == name).Select(flag => new SourceWord(flag.Value, flag.Span))];

    public SourceSpan Span(string name) => _values.Find(flag => flag.Name == name).Span;

    private bool TryAdd(SourceWord flag, ReadOnlySpan<FlagRule> rules, string instruction, DiagnosticList diagnostics)
    {
        int equals = flag.Text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? flag.Text[2..] : flag.Text[2..equals];
        string? value = equals < 0 ? null : flag.Text[(equals + 1)..];
        if (!TryFind(rules, name, out FlagRule rule))
        {
            string known = string.Join(", ", rules.ToArray().Select(candidate => "--" + candidate.Name));
            diagnostics.Error(
                DiagnosticCodes.UnknownFlag,
                $"{instruction} has no flag \"--{name}\"",
                flag.Span,
                Suggestions.DidYouMean(name, rules.ToArray().Select(candidate => candidate.Name), "--")
                    ?? (rules.IsEmpty ? $"{instruction} takes no flags" : $"known flags: {known}"));
            return false;
        }

        if (!_names.Add(name) && rule.Kind != FlagKind.Repeated)
        {
            diagnostics.Error(DiagnosticCodes.RepeatedFlag, $"flag \"--{name}\" is given twice", flag.Span);
            return false;
        }

        return rule.Kind == FlagKind.Switch
            ? TryAddSwitch(name, value, flag.Span, diagnostics)
            : TryAddText(rule, value, flag.Span, diagnostics);
    }

    private bool TryAddSwitch(string name, string? value, SourceSpan span, DiagnosticList diagnostics)
    {
        _values.Add((name, value ?? "true", span));
        if (value is null || bool.TryParse(value, out _))
        {
            return true;
        }

        diagnostics.Error(
            value.Length == 0 ? DiagnosticCodes.MissingFlagValue : DiagnosticCodes.InvalidFlagValue,
            value.Length == 0 ? $"flag \"--{name}\" needs a value after \"=\"" : $"flag \"--{name}\" is true or false, not \"{value}\"",
            span,
            $"write --{name} or --{name}=false");
        return false;
    }

    private bool TryAddText(FlagRule rule, string? value, SourceSpan span, DiagnosticList diagnostics)
    {
        _values.Add((rule.Name, value ?? "", span));
        if (value is null)
        {
            diagnostics.Error(
                DiagnosticCodes.MissingFlagValue,
                $"flag \"--{rule.Name}\" needs a value",
                span,
                $"write --{rule.Name}={rule.Placeholder}");
        }

        return value is not null;
    }

    private static bool TryFind(ReadOnlySpan<FlagRule> rules, string name, out FlagRule found)
    {
        foreach (FlagRule rule in rules)
        {
            if (rule.Name == name)
            {
                found = rule;
                return true;
            }
        }

        found = default;
        return false;
    }
}
