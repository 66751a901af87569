using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>Makes the step of an instruction that may make a layer.</summary>
internal static class LayerSteps
{
    /// <summary>Prepares an instruction.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="services">What the stages share.</param>
    /// <param name="stage">The stage's number.</param>
    /// <param name="wait">Whether a stage that is not done is waited for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="step">The step, or null where the instruction turned out to make no layer.</param>
    /// <returns>The state for the step, or without a step after it; null where a stage that it needs is not done.</returns>
    public static StageState? Prepare(
        Instruction instruction, StageState state, StageServices services, int stage, bool wait, CancellationToken cancellationToken, out ILayerStep? step)
    {
        step = null;
        switch (instruction)
        {
            case WorkdirInstruction workdir:
                return Workdir(workdir, state, services, out step);

            case CopyInstruction copy:
                FileSource? source = Source(copy.Flags.From, services, stage, wait, cancellationToken);
                step = source is null ? null : new CopyStep(copy, source, state, services.Build, cancellationToken);
                return source is null ? null : state;

            case RunInstruction run:
                ImmutableArray<StepMount>? mounts = new RunMounts(services, state, stage, wait).Prepare(run, cancellationToken);
                step = mounts is null ? null : new RunStep(run, mounts.Value, state, services.Build);
                return mounts is null ? null : state;

            default:
                throw new BuildException($"{instruction.Keyword} is not supported");
        }
    }

    /// <summary>What a <c>from</c> refers to; null where it is a stage that is not done and not waited for.</summary>
    public static FileSource? Source(string? from, StageServices services, int stage, bool wait, CancellationToken cancellationToken)
    {
        if (from is null)
        {
            return services.Trees.Context();
        }

        BaseReference reference = services.Graph.ResolveSource(from, stage);
        if (reference is not BaseReference.Stage { Index: int index })
        {
            return services.Trees.External(reference, cancellationToken);
        }

        StageState? result = wait ? services.Results.Wait(index, cancellationToken) : services.Results.TryGet(index);
        return result is null ? null : services.Trees.Layers(result.Layers);
    }

    private static StageState Workdir(WorkdirInstruction instruction, StageState state, StageServices services, out ILayerStep? step)
    {
        string word = state.Scope.Expand(instruction.Path);
        string path = word.StartsWith('/') ? word : "/" + ImagePath.Absolute(state.WorkingDirectory, word);
        StageState after = state.With(state.Config with { WorkingDir = path });
        step = path == "/" ? null : new WorkdirStep(path, state.User, services.Build.Now, cancellationToken => services.Build.Roots.Of(state.Layers, cancellationToken));
        return step is null ? after.WithHistory($"WORKDIR {path}") : after;
    }
}
