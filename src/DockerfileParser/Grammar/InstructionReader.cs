using System.Collections.Immutable;
using Sprache;

namespace Sharpbuild.Dockerfiles;

/// <summary>Divides one logical line, and reads the heredoc bodies that belong to it.</summary>
internal sealed class InstructionReader
{
    private const int DeepestNesting = 32;

    private readonly LogicalLine _line;
    private readonly char _escape;
    private readonly DiagnosticList _diagnostics;

    private InstructionReader(LogicalLine line, char escape, DiagnosticList diagnostics)
    {
        _line = line;
        _escape = escape;
        _diagnostics = diagnostics;
    }

    public static InstructionSyntax? Read(LogicalLine line, LogicalLineReader lines, DiagnosticList diagnostics)
    {
        InstructionReader reader = new(line, lines.Escape, diagnostics);
        InstructionSyntax? instruction = reader.Divide(0, 0);
        return instruction is null || !TakesHeredocs(instruction) ? instruction : reader.AddHeredocs(instruction, lines);
    }

    private InstructionSyntax? Divide(int start, int depth)
    {
        int end = _line.Text.AsSpan().TrimEnd().Length;
        CharCursor input = new(_line.Text, Math.Min(start, end), end, _escape);
        IResult<InstructionHead> head = InstructionGrammar.Head(input.Skip(input.Rest.Length - input.Rest.TrimStart().Length));
        if (!head.WasSuccessful)
        {
            return Make(new InstructionHead(new Word("", start, 0), []), Unread(start), null, start);
        }

        CharCursor rest = (CharCursor)head.Remainder;
        InstructionEntry? entry = InstructionTable.Find(head.Value.Keyword.Text);
        if (entry is null || rest.AtEnd)
        {
            return Make(head.Value, entry is null ? Unread(rest.Position) : ArgumentList.Empty, null, rest.Position);
        }

        if (entry.HasChild)
        {
            return DivideChild(head.Value, rest.Position, depth);
        }

        IResult<ArgumentList> arguments = entry.Arguments(rest);
        if (!arguments.WasSuccessful)
        {
            Report(head.Value.Keyword, arguments);
            return null;
        }

        return Make(head.Value, arguments.Value, null, rest.Position);
    }

    /// <summary>What stands after a keyword that is not known: one empty argument, as other builders show it.</summary>
    private static ArgumentList Unread(int position) => ArgumentList.Of(new Word("", position, 0));

    private InstructionSyntax? DivideChild(InstructionHead head, int start, int depth)
    {
        if (depth == DeepestNesting)
        {
            _diagnostics.Error(DiagnosticCodes.NestedTooDeeply, "ONBUILD is nested too deeply", Map(head.Keyword));
            return null;
        }

        InstructionSyntax? child = Divide(start, depth + 1);
        return child is null ? null : Make(head, ArgumentList.Empty, child, start);
    }

    private InstructionSyntax Make(InstructionHead head, ArgumentList arguments, InstructionSyntax? child, int argumentsStart)
    {
        int end = _line.Text.AsSpan().TrimEnd().Length;
        int start = Math.Min(head.Keyword.Start, end);
        return new InstructionSyntax(
            ToSource(head.Keyword),
            [.. head.Flags.Select(ToSource)],
            [.. arguments.Words.Select(ToSource)],
            arguments.IsJson,
            [],
            child,
            _line.ToSource(start, end - start),
            _line.Lines,
            _line.Text[start..end],
            _line.LeadingComments)
        {
            ArgumentsStart = argumentsStart - start,
        };
    }

    private void Report(Word keyword, IResult<ArgumentList> failure)
    {
        CharCursor at = (CharCursor)failure.Remainder;
        string name = keyword.Text.ToUpperInvariant();
        if (failure.Expectations.Contains(Tokens.JsonString))
        {
            _diagnostics.Error(
                DiagnosticCodes.JsonElementNotString,
                $"the JSON form of {name} takes strings only",
                Map(new Word("", at.Position, at.Rest.Length)),
                "put the element in double quotes");
            return;
        }

        int blank = at.Rest.IndexOfAny(Tokens.Blanks);
        bool isAtEnd = at.AtEnd;
        _diagnostics.Error(
            DiagnosticCodes.MissingEqualsSign,
            isAtEnd ? $"{name} needs {Tokens.Pair}" : $"{name} needs {Tokens.Pair} here",
            isAtEnd ? Map(keyword) : Map(new Word("", at.Position, blank < 0 ? at.Rest.Length : Math.Max(1, blank))),
            isAtEnd ? $"for example: {name} NAME=value" : "put a value that has blanks in double quotes");
    }

    private InstructionSyntax? AddHeredocs(InstructionSyntax instruction, LogicalLineReader lines)
    {
        ImmutableArray<Heredoc>.Builder heredocs = ImmutableArray.CreateBuilder<Heredoc>();
        foreach (HeredocMark mark in HeredocMark.FindAll(_line.Text))
        {
            int bodyLine = lines.LastLine + 1;
            string? body = lines.ReadHeredocBody(mark.Name, mark.Chomp);
            if (body is null)
            {
                _diagnostics.Error(
                    DiagnosticCodes.UnterminatedHeredoc,
                    $"heredoc \"{mark.Name}\" begins on line {bodyLine} and is not ended by line {lines.LastLine}",
                    instruction.Span,
                    lines.FindLine(bodyLine, mark.Name) is { } line
                        ? $"remove the blanks around \"{mark.Name}\" on line {line}"
                        : $"add a line that holds \"{mark.Name}\" and nothing else");
                return null;
            }

            heredocs.Add(new Heredoc(mark.Name, body, mark.Expand, mark.Chomp, mark.FileDescriptor));
        }

        return heredocs.Count == 0
            ? instruction
            : instruction with { Heredocs = heredocs.ToImmutable(), Lines = new LineRange(_line.Lines.Start, lines.LastLine) };
    }

    private static bool TakesHeredocs(InstructionSyntax instruction)
    {
        InstructionSyntax inner = instruction.Child ?? instruction;
        return !inner.IsJson && InstructionTable.Find(inner.Keyword.Text) is { TakesHeredocs: true };
    }

    private SourceWord ToSource(Word word) => new(word.Text, Map(word));

    private SourceSpan Map(Word word) => _line.ToSource(Math.Min(word.Start, Math.Max(0, _line.Text.Length - 1)), word.Length);
}
