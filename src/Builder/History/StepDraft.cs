using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.History;

/// <summary>A step's part of the record while the build runs.</summary>
/// <param name="Number">The number under which progress shows it.</param>
/// <param name="Stage">The number of its stage.</param>
/// <param name="Place">The name of its stage, its number there, its text, its key's parts with secrets masked.</param>
/// <param name="Line">Its line, from 1; 0 for a trigger.</param>
/// <param name="CreatedBy">The instruction with its variables replaced.</param>
/// <param name="Needs">The numbers of other stages that it takes files from.</param>
/// <param name="Key">Its key.</param>
internal sealed record StepDraft(
    int Number, int Stage, PlannedStep Place, int Line, string CreatedBy, ImmutableArray<int> Needs, CacheKey Key)
{
    /// <summary>When it was first looked at.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset? Completed { get; set; }

    /// <summary>What became of it so far.</summary>
    public string Outcome { get; set; } = StepOutcome.Canceled;

    /// <summary>Why it is executed.</summary>
    public string? Reason { get; set; }

    /// <summary>What went wrong.</summary>
    public string? Error { get; set; }

    /// <summary>Measures it while it is executed.</summary>
    public StepMeter? Meter { get; set; }

    /// <summary>What its execution took.</summary>
    public StepFigures? Figures { get; set; }

    /// <summary>How long its layer took when it was made.</summary>
    public TimeSpan? Saved { get; set; }

    /// <summary>The shared cache that has it.</summary>
    public string? Source { get; set; }

    /// <summary>Its layer.</summary>
    public LayerRecord? Layer { get; set; }

    /// <summary>Where its output goes.</summary>
    public FileStream? Log { get; set; }

    /// <summary>The size of its log.</summary>
    public long LogSizeInBytes { get; set; }

    /// <summary>Ends the step.</summary>
    public void End(DateTimeOffset now)
    {
        Completed ??= now;
        Figures ??= Meter?.Finish(Outcome is StepOutcome.Miss or StepOutcome.SameResult ? Layer?.SizeInBytes ?? 0 : 0);
        Log?.Dispose();
        Log = null;
    }

    /// <summary>The step's part of the record.</summary>
    public RecordedStep Finish(SecretMask mask, DateTimeOffset now)
    {
        End(now);
        return new RecordedStep(
            Number,
            Stage,
            Place.Ordinal,
            Line,
            mask.Apply(Place.Text),
            mask.Apply(CreatedBy),
            Needs,
            Key.Hex,
            Place.Parts,
            Outcome,
            Reason,
            Error,
            Started,
            Completed ?? now,
            Figures,
            Saved,
            Layer,
            LogSizeInBytes)
        {
            Source = Source,
        };
    }
}
