using System.Collections.Immutable;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Dockerfiles;

/// <summary>Gives the divided instructions their meaning and groups them into stages.</summary>
internal sealed class DockerfileAssembler
{
    private readonly DockerfileSyntax _syntax;
    private readonly DiagnosticList _diagnostics = new();
    private readonly ImmutableArray<ArgInstruction>.Builder _globalArguments = ImmutableArray.CreateBuilder<ArgInstruction>();
    private readonly ImmutableArray<Stage>.Builder _stages = ImmutableArray.CreateBuilder<Stage>();
    private readonly ImmutableArray<Instruction>.Builder _current = ImmutableArray.CreateBuilder<Instruction>();
    private FromInstruction? _from;
    private bool _hasFrom;

    private DockerfileAssembler(DockerfileSyntax syntax) => _syntax = syntax;

    public static ParseResult Assemble(DockerfileSyntax syntax)
    {
        DockerfileAssembler assembler = new(syntax);
        FrontendDirective.Check(syntax.Directives, assembler._diagnostics);
        CheckSettings.Check(syntax.Directives, assembler._diagnostics);
        foreach (InstructionSyntax instruction in syntax.Instructions)
        {
            assembler.Add(instruction);
        }

        assembler.EndStage();
        assembler.CheckHasStage();
        Dockerfile dockerfile = new(
            syntax.Source,
            syntax.EscapeCharacter,
            syntax.Directives,
            assembler._globalArguments.ToImmutable(),
            assembler._stages.ToImmutable())
        {
            EmptyContinuations = syntax.EmptyContinuations,
        };
        IEnumerable<Diagnostic> all = syntax.Diagnostics.Concat(assembler._diagnostics.ToImmutable().Select(diagnostic => Narrowed(diagnostic, syntax.Source)));
        return new ParseResult(dockerfile, [.. all.OrderBy(diagnostic => diagnostic.Span.Start)]);
    }

    private void Add(InstructionSyntax syntax)
    {
        Instruction? instruction = Binding.Bind(syntax, _syntax.EscapeCharacter, _diagnostics);
        if (syntax.Name == "FROM")
        {
            EndStage();
            _hasFrom = true;
            _from = instruction as FromInstruction;
            return;
        }

        if (_hasFrom)
        {
            if (instruction is not null)
            {
                _current.Add(instruction);
            }
        }
        else if (instruction is ArgInstruction argument)
        {
            _globalArguments.Add(argument);
        }
        else if (Suggestions.Nearest(syntax.Name, InstructionTable.Keywords) == "FROM")
        {
            // Meant to be a FROM: what follows would only repeat that it is missing.
            _hasFrom = true;
        }
        else if (syntax.Name != "ARG" && InstructionTable.Find(syntax.Name) is not null)
        {
            _diagnostics.Error(
                DiagnosticCodes.BeforeFirstFrom,
                $"{syntax.Name} stands before the first FROM",
                syntax.Keyword.Span,
                "only ARG may stand there; move it below a FROM");
        }
    }

    /// <summary>Options of a mount have no places of their own: their flag is searched for what the message quotes.</summary>
    private static Diagnostic Narrowed(Diagnostic diagnostic, SourceText source) => diagnostic.Code == DiagnosticCodes.InvalidMount
        ? diagnostic with { Span = QuotedPlace.Narrow(source, diagnostic.Span, diagnostic.Message) }
        : diagnostic;

    private void CheckHasStage()
    {
        if (!_hasFrom && _globalArguments.Count > 0 && !_diagnostics.HasErrors)
        {
            _diagnostics.Error(
                DiagnosticCodes.NoStage, "the file has no FROM", _globalArguments[^1].Span, "add FROM and a base image, for example: FROM scratch");
        }
    }

    /// <summary>A FROM that could not be read leaves no stage; its error stops the build anyway.</summary>
    private void EndStage()
    {
        if (_from is not null)
        {
            _stages.Add(new Stage(_stages.Count, _from.StageName?.ToLowerInvariant(), _from, _current.ToImmutable()));
        }

        _from = null;
        _current.Clear();
    }
}
