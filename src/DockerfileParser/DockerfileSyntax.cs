using System.Collections.Immutable;

using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Dockerfiles;

/// <summary>A Dockerfile divided by the line grammar: directives, continuations, quoting, JSON forms, heredocs.</summary>
/// <param name="Source">The text it was read from.</param>
/// <param name="EscapeCharacter">Backslash or backtick.</param>
/// <param name="Directives">The parser directives, in order.</param>
/// <param name="Instructions">The instructions that could be divided, known or not.</param>
/// <param name="EmptyContinuations">The instructions with an empty line between their continuation lines.</param>
/// <param name="Diagnostics">What is wrong with the line grammar.</param>
public sealed record DockerfileSyntax(
    SourceText Source,
    char EscapeCharacter,
    ImmutableArray<Directive> Directives,
    ImmutableArray<InstructionSyntax> Instructions,
    ImmutableArray<LineRange> EmptyContinuations,
    ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether a check directive stands in a comment directly above an instruction.</summary>
    public bool HasCheckComments => Instructions.Any(instruction => CheckSettings.DirectiveAmong(instruction.LeadingComments) is not null);

    /// <summary>Divides a Dockerfile; never throws, all mistakes are in the result.</summary>
    public static DockerfileSyntax Parse(SourceText source)
    {
        DiagnosticList diagnostics = new();
        LogicalLineReader reader = new(source, diagnostics);
        ImmutableArray<InstructionSyntax>.Builder instructions = ImmutableArray.CreateBuilder<InstructionSyntax>();
        ImmutableArray<LineRange>.Builder emptyContinuations = ImmutableArray.CreateBuilder<LineRange>();
        PartCount parts = new();
        bool isEmpty = true;
        while (reader.TryRead(out LogicalLine? line))
        {
            isEmpty = false;
            if (!parts.TryBegin(line.Text))
            {
                diagnostics.Error(
                    DiagnosticCodes.TooManyParts,
                    "the file has more instructions and words than are read",
                    line.ToSource(0, 1),
                    "divide it: there may be about 150,000 instructions, or a million words");
                break;
            }

            if (line.HasEmptyContinuation)
            {
                emptyContinuations.Add(line.Lines);
            }

            if (InstructionReader.Read(line, reader, diagnostics) is { } instruction)
            {
                instructions.Add(instruction);
                parts.Add(instruction);
            }
        }

        if (isEmpty)
        {
            diagnostics.Error(
                DiagnosticCodes.NoInstructions,
                "the file holds no instruction",
                new SourceSpan(source.Text.Length, 0),
                "begin with FROM and a base image, for example: FROM scratch");
        }

        return new DockerfileSyntax(
            source,
            reader.Escape,
            reader.Directives,
            instructions.ToImmutable(),
            emptyContinuations.ToImmutable(),
            diagnostics.ToImmutable());
    }

    /// <summary>Gives the instructions their meaning; the result holds the diagnostics of both passes.</summary>
    public ParseResult ToDockerfile() => DockerfileAssembler.Assemble(this);
}
