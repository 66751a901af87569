using System.Collections.Immutable;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Cli.Checking;

/// <summary>All there is to say about a Dockerfile without building it.</summary>
/// <param name="Source">The file.</param>
/// <param name="Warnings">What the rules found that BuildKit has too.</param>
/// <param name="Advice">What our own rules found.</param>
/// <param name="Errors">Why it can't be built.</param>
internal sealed record CheckReport(
    SourceText Source, ImmutableArray<CheckWarning> Warnings, ImmutableArray<CheckWarning> Advice, ImmutableArray<Diagnostic> Errors)
{
    /// <summary>Whether there are neither warnings nor errors.</summary>
    public bool IsClean => Warnings.IsEmpty && Errors.IsEmpty;

    /// <summary>Errors, warnings and advice in one form, for formats that have levels.</summary>
    public IEnumerable<Finding> Findings()
    {
        foreach (Diagnostic error in Errors)
        {
            int start = Source.GetLinePosition(error.Span.Start).Line;
            int end = Source.GetLinePosition(error.Span.Length == 0 ? error.Span.Start : error.Span.End - 1).Line;
            yield return new Finding(FindingLevel.Error, error.Code, "The Dockerfile can't be built", Url: null, error.Message, new LineRange(start, end), error.Span);
        }

        foreach (CheckWarning warning in Warnings)
        {
            yield return Finding.Of(FindingLevel.Warning, warning);
        }

        foreach (CheckWarning advice in Advice)
        {
            yield return Finding.Of(FindingLevel.Note, advice);
        }
    }
}
