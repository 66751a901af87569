using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>What a rule sees, and where it reports.</summary>
internal sealed class CheckContext(Dockerfile dockerfile, CheckOptions options, CheckSettings settings, Evaluation evaluation)
{
    private readonly List<CheckWarning> _warnings = [];
    private CheckRule? _rule;

    public Dockerfile Dockerfile => dockerfile;

    public CheckOptions Options => options;

    /// <summary>The variables and stages worked out.</summary>
    public Evaluation Evaluation => evaluation;

    /// <summary>All instructions of all stages with their FROM.</summary>
    public IEnumerable<Instruction> AllInstructions => dockerfile.Stages.SelectMany(stage => stage.Instructions.Prepend(stage.From));

    /// <summary>The instructions of the stages that are checked, with the variables in force there.</summary>
    public IEnumerable<EvaluatedInstruction> Evaluated => evaluation.Stages.SelectMany(stage => stage.Instructions);

    public ImmutableArray<CheckWarning> Run(IEnumerable<CheckRule> rules)
    {
        _warnings.Clear();
        foreach (CheckRule rule in rules)
        {
            _rule = rule;
            rule.Find(this);
        }

        return [.. _warnings.OrderBy(warning => warning.Lines.Start)];
    }

    public void Report(Instruction instruction, string detail) => Report(instruction, detail, instruction.Span);

    public void Report(Instruction instruction, string detail, SourceSpan span)
    {
        if (settings.With(instruction.LeadingComments).IsOn(_rule))
        {
            Add(detail, span, instruction.Lines);
        }
    }

    public void Report(LineRange lines, string detail)
    {
        if (settings.IsOn(_rule))
        {
            int start = dockerfile.Source.GetLineStart(lines.Start);
            Add(detail, new SourceSpan(start, dockerfile.Source.GetLine(lines.Start).Length), lines);
        }
    }

    private void Add(string detail, SourceSpan span, LineRange lines)
    {
        if (_rule is not null)
        {
            _warnings.Add(new CheckWarning(_rule.Name, _rule.Description, _rule.Url, detail, span, lines));
        }
    }
}
