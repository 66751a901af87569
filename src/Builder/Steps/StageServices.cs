using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>What the stages of one build share beyond <see cref="BuildServices"/>.</summary>
/// <param name="Build">What all steps share.</param>
/// <param name="Source">The Dockerfile's text.</param>
/// <param name="Graph">The stages.</param>
/// <param name="Results">The stages that are done.</param>
/// <param name="Bases">Starts stages from what they are based on.</param>
/// <param name="Trees">Finds the trees that files are taken from.</param>
/// <param name="Numbers">Numbers the steps.</param>
internal sealed record StageServices(
    BuildServices Build,
    SourceText Source,
    StageGraph Graph,
    StageResults Results,
    StageBases Bases,
    SourceTrees Trees,
    StepNumbers Numbers)
{
    /// <summary>The variables before the first FROM.</summary>
    public VariableScope Globals => Graph.Globals;
}
