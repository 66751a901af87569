using System.Collections.Immutable;

namespace Sharpbuild.Builder.Steps;

/// <summary>Where a step stands in its file and how it is shown.</summary>
/// <param name="StageIndex">The stage's number, from 0.</param>
/// <param name="Stage">The stage's name or number.</param>
/// <param name="Ordinal">The step's number in the stage, from 1.</param>
/// <param name="Line">Its first line, from 1; 0 for a trigger of the base image.</param>
/// <param name="Text">The instruction as written.</param>
/// <param name="Needs">The numbers of the stages that it takes files from.</param>
/// <param name="Title">How progress names it: <c>[stage 2/5] RUN make</c>.</param>
/// <param name="IsShipped">Whether its layer is one of the result's.</param>
/// <param name="NeedsTree">Whether it or a later step of the stage runs a command, which takes the unpacked layers.</param>
/// <param name="NoCache">Whether the cache is not asked.</param>
/// <param name="Number">Draws the number under which progress shows it.</param>
internal sealed record StepPlace(
    int StageIndex, string Stage, int Ordinal, int Line, string Text, ImmutableArray<int> Needs, string Title, bool IsShipped, bool NeedsTree, bool NoCache, Func<int> Number);
