using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Cli.Checking;

/// <summary>How much a finding matters.</summary>
internal enum FindingLevel
{
    /// <summary>The file can't be built.</summary>
    Error,

    /// <summary>A rule that BuildKit has too.</summary>
    Warning,

    /// <summary>A rule of our own.</summary>
    Note,
}

/// <summary>An error, a warning or a piece of advice.</summary>
/// <param name="Level">Which of them.</param>
/// <param name="Rule">The rule's name or the error's code.</param>
/// <param name="Description">What the rule is about.</param>
/// <param name="Url">Where it is explained, or null.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Lines">The lines of the instruction.</param>
/// <param name="Span">The instruction or the word.</param>
internal sealed record Finding(FindingLevel Level, string Rule, string Description, string? Url, string Detail, LineRange Lines, SourceSpan Span)
{
    public static Finding Of(FindingLevel level, CheckWarning warning) =>
        new(level, warning.RuleName, warning.Description, warning.Url, warning.Detail, warning.Lines, warning.Span);
}
