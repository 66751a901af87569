namespace Sharpbuild.Builder.Steps;

/// <summary>Where a step stands in its file and how it is shown.</summary>
/// <param name="Stage">The stage's name or number.</param>
/// <param name="Ordinal">The step's number in the stage, from 1.</param>
/// <param name="Text">The instruction as written.</param>
/// <param name="Title">How progress names it: <c>[stage 2/5] RUN make</c>.</param>
/// <param name="NoCache">Whether the cache is not asked.</param>
/// <param name="Number">Draws the number under which progress shows it.</param>
internal sealed record StepPlace(string Stage, int Ordinal, string Text, string Title, bool NoCache, Func<int> Number);
