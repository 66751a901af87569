using System.Collections.Immutable;

namespace Sharpbuild.Builder.History;

/// <summary>What is kept of one build; see docs/history.md for the form of its file.</summary>
/// <param name="Version">The form of the record.</param>
/// <param name="Id">Its name: the time of its begin and six digits that builds of the same Dockerfile share.</param>
/// <param name="Outcome">One of <see cref="BuildOutcome"/>.</param>
/// <param name="Error">What went wrong, or null.</param>
/// <param name="ErrorLine">The line of the Dockerfile to blame, from 1; 0 for none.</param>
/// <param name="Started">When it began.</param>
/// <param name="Completed">When it ended.</param>
/// <param name="Names">What identifies builds of the same thing, best first: context and Dockerfile, then tags.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="FileName">The Dockerfile's name as messages show it.</param>
/// <param name="Dockerfile">The Dockerfile's text.</param>
/// <param name="Ignore">The text of the ignore file of the context; null where there is none or nothing was read.</param>
/// <param name="Stages">The stages that the target needs.</param>
/// <param name="Target">The number of the stage that is the result.</param>
/// <param name="Steps">The steps that were looked at, by number.</param>
/// <param name="Exports">The outputs that were written.</param>
/// <param name="Result">The image, or null.</param>
/// <param name="Notices">What the build had to say beside its steps.</param>
/// <param name="Touched">Files of the context with other times and the same content.</param>
public sealed record BuildRecord(
    int Version,
    string Id,
    string Outcome,
    string? Error,
    int ErrorLine,
    DateTimeOffset Started,
    DateTimeOffset Completed,
    ImmutableArray<string> Names,
    RecordedOptions Options,
    string FileName,
    string Dockerfile,
    string? Ignore,
    ImmutableArray<RecordedStage> Stages,
    int Target,
    ImmutableArray<RecordedStep> Steps,
    ImmutableArray<RecordedExport> Exports,
    RecordedResult? Result,
    ImmutableArray<string> Notices,
    RecordedFiles Touched)
{
    /// <summary>The form that this program writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The time from begin to end.</summary>
    public TimeSpan Elapsed => Completed - Started;

    /// <summary>How many steps came out of the cache.</summary>
    public int Hits
    {
        get
        {
            int count = 0;
            foreach (RecordedStep step in Steps)
            {
                count += step.IsExecuted ? 0 : 1;
            }

            return count;
        }
    }

    /// <summary>The stage of a number, or null.</summary>
    public RecordedStage? StageOf(int index)
    {
        foreach (RecordedStage stage in Stages)
        {
            if (stage.Index == index)
            {
                return stage;
            }
        }

        return null;
    }
}
