using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>An instruction on its way from divided words to a record, and the place to report what is wrong.</summary>
internal sealed class Binding(InstructionSyntax syntax, char escape, DiagnosticList diagnostics)
{
    public InstructionSyntax Syntax => syntax;

    public char Escape => escape;

    public DiagnosticList Diagnostics => diagnostics;

    public SourceSpan Span => syntax.Span;

    public ImmutableArray<SourceWord> Arguments => syntax.Arguments;

    /// <summary>Reads the flags by their rules and reports what does not fit.</summary>
    public FlagValues ReadFlags(params ReadOnlySpan<FlagRule> rules) => FlagValues.Read(syntax, rules, diagnostics);

    /// <summary>Gives the instruction its record; the table decides how.</summary>
    public static Instruction? Bind(InstructionSyntax syntax, char escape, DiagnosticList diagnostics)
    {
        InstructionEntry? entry = InstructionTable.Find(syntax.Keyword.Text);
        if (entry is null)
        {
            diagnostics.Error(
                DiagnosticCodes.UnknownInstruction,
                $"unknown instruction \"{syntax.Keyword.Text}\"",
                syntax.Keyword.Span,
                UnknownKeyword.Help(syntax.Keyword.Text));
            return null;
        }

        Instruction? instruction = entry.Bind(new Binding(syntax, escape, diagnostics));
        return instruction is null ? null : instruction with
        {
            KeywordAsWritten = syntax.Keyword.Text,
            Original = syntax.Original,
            Lines = syntax.Lines,
            LeadingComments = syntax.LeadingComments,
        };
    }

    /// <summary>The first argument, or null after reporting that it is missing.</summary>
    public SourceWord? Single(string what, string example)
    {
        if (Arguments.IsEmpty)
        {
            Missing(what, example);
            return null;
        }

        return Arguments[0];
    }

    public void Missing(string what, string example) => diagnostics.Error(
        DiagnosticCodes.MissingArgument, $"{syntax.Name} needs {what}", syntax.Keyword.Span, $"for example: {example}");

    /// <summary>The arguments from <paramref name="first"/> on as a command.</summary>
    public CommandForm Command(int first = 0) => syntax.IsJson
        ? CommandForm.Exec([.. Arguments[first..].Select(word => word.Text)])
        : CommandForm.Shell(Arguments.Length > first ? Arguments[first].Text : "");

    public void WarnWithoutCommand()
    {
        if (Arguments.IsEmpty && !syntax.IsJson)
        {
            diagnostics.Warning(DiagnosticCodes.NoCommand, $"{syntax.Name} has no command", syntax.Keyword.Span);
        }
    }

    /// <summary>Says that this instruction reads no flags, which BuildKit passes over.</summary>
    public void WarnAboutFlags()
    {
        foreach (SourceWord flag in syntax.Flags)
        {
            diagnostics.Warning(DiagnosticCodes.IgnoredFlag, $"{syntax.Name} takes no flags: \"{flag.Text}\" has no effect", flag.Span);
        }
    }

    /// <summary>The pairs of ENV and LABEL, or null after reporting an empty key.</summary>
    public ImmutableArray<KeyValueWord>? ReadPairs()
    {
        ReadFlags();
        if (Arguments.IsEmpty)
        {
            Missing(Tokens.Pair, $"{syntax.Name} NAME=value");
            return null;
        }

        bool isValid = true;
        ImmutableArray<KeyValueWord>.Builder pairs = ImmutableArray.CreateBuilder<KeyValueWord>(Arguments.Length / 3);
        for (int index = 0; index < Arguments.Length; index += 3)
        {
            SourceWord key = Arguments[index];
            pairs.Add(new KeyValueWord(key.Text, Arguments[index + 1].Text, Arguments[index + 2].Text));
            if (key.Text.Length == 0)
            {
                isValid = false;
                diagnostics.Error(DiagnosticCodes.EmptyName, $"{syntax.Name} needs a name before \"=\"", key.Span with { Length = 1 });
            }
        }

        return isValid ? pairs.ToImmutable() : null;
    }
}
