using System.Collections.Immutable;

namespace Sharpbuild.Builder.History;

/// <summary>A stage that the target needs.</summary>
/// <param name="Index">Its number in the file, from 0.</param>
/// <param name="Name">Its name, or <c>stage-N</c>.</param>
/// <param name="Line">The line of its FROM, from 1.</param>
/// <param name="Platform">The platform of its result.</param>
/// <param name="Base">What it starts from.</param>
/// <param name="Needs">The numbers of the stages that it starts from or takes files from.</param>
/// <param name="LayerSteps">How many steps that make a layer it has; triggers of the base count once it was resolved.</param>
public sealed record RecordedStage(
    int Index, string Name, int Line, string Platform, RecordedBase Base, ImmutableArray<int> Needs, int LayerSteps);
