using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>A Dockerfile and an ignore file as they would be.</summary>
/// <param name="Dockerfile">The Dockerfile, parsed.</param>
/// <param name="Ignore">The text of the ignore file; empty where there is none.</param>
public sealed record Draft(Dockerfile Dockerfile, string Ignore)
{
    /// <summary>The text of the Dockerfile.</summary>
    public string Text => Dockerfile.Source.Text;

    /// <summary>The instruction that stands on these lines, or null.</summary>
    public Instruction? At(LineRange lines) =>
        Dockerfile.Stages.SelectMany(stage => stage.Instructions).FirstOrDefault(instruction => instruction.Lines == lines);

    /// <summary>The same with another text, or null where that can't be parsed.</summary>
    public Draft? With(string text)
    {
        ParseResult parsed = Dockerfile.Parse(new SourceText(Dockerfile.Source.FileName, text));
        return parsed.HasErrors ? null : this with { Dockerfile = parsed.Dockerfile };
    }
}
