using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.History;

/// <summary>A step that was looked at: an instruction that makes a layer.</summary>
/// <param name="Number">The number under which progress showed it, from 1.</param>
/// <param name="Stage">The number of its stage.</param>
/// <param name="Ordinal">Its number among the steps of the stage that make a layer, from 1.</param>
/// <param name="Line">Its first line in the Dockerfile, from 1; 0 for a trigger of the base image.</param>
/// <param name="Text">The instruction as written, continuations joined.</param>
/// <param name="CreatedBy">The instruction with its variables replaced, as the image's history has it.</param>
/// <param name="Needs">The numbers of other stages that it takes files from.</param>
/// <param name="Key">Its cache key: 64 hexadecimal digits.</param>
/// <param name="Parts">The parts of the key; values of secrets are masked.</param>
/// <param name="Outcome">One of <see cref="StepOutcome"/>.</param>
/// <param name="Reason">Why it was executed, in one line; null for a hit.</param>
/// <param name="Error">What went wrong; null unless it failed.</param>
/// <param name="Started">When it was first looked at.</param>
/// <param name="Completed">When it was done.</param>
/// <param name="Figures">What its execution took; null for a hit.</param>
/// <param name="Saved">How long its execution took when its layer was made; null unless it is a hit.</param>
/// <param name="Layer">Its layer; null where none was made.</param>
/// <param name="LogSizeInBytes">The size of its log; 0 where its command wrote nothing.</param>
public sealed record RecordedStep(
    int Number,
    int Stage,
    int Ordinal,
    int Line,
    string Text,
    string CreatedBy,
    ImmutableArray<int> Needs,
    string Key,
    ImmutableArray<KeyPart> Parts,
    string Outcome,
    string? Reason,
    string? Error,
    DateTimeOffset Started,
    DateTimeOffset Completed,
    StepFigures? Figures,
    TimeSpan? Saved,
    LayerRecord? Layer,
    long LogSizeInBytes)
{
    /// <summary>The shared cache (<c>--cache-from</c>) that it came out of; null for the store's own.</summary>
    public string? Source { get; init; }

    /// <summary>Whether it was executed.</summary>
    public bool IsExecuted => Outcome is not StepOutcome.Hit;

    /// <summary>How long it took: its execution without waiting for a free place, or the look into the cache.</summary>
    public TimeSpan Elapsed => Figures?.Elapsed ?? Completed - Started;
}
