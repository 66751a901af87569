using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder;

/// <summary>A build that can't go on: a wrong plan, a missing file, a step that failed.</summary>
/// <param name="message">What went wrong: lower case, no full stop, values quoted.</param>
/// <param name="help">What to do about it, if that is known.</param>
/// <param name="inner">What was thrown below, if anything.</param>
public class BuildException(string message, string? help = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do about it.</summary>
    public string? Help { get; } = help;

    /// <summary>The Dockerfile that <see cref="Span"/> points into; null where no line is to blame.</summary>
    public SourceText? File { get; init; }

    /// <summary>The instruction to blame.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>The same failure, blamed on an instruction.</summary>
    /// <param name="source">The Dockerfile.</param>
    /// <param name="span">The instruction's place in it.</param>
    public BuildException At(SourceText source, SourceSpan span) =>
        File is null ? new BuildException(Message, Help, this) { File = source, Span = QuotedPlace.Narrow(source, span, Message) } : this;
}
