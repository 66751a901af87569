using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Export;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Builder.Steps;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Builder;

/// <summary>Builds an image from a Dockerfile: plans, runs what is not cached, and writes the results.</summary>
/// <param name="sandbox">Runs the commands of RUN.</param>
/// <param name="progress">Hears what happens.</param>
/// <param name="clock">Tells the time.</param>
public sealed class ImageBuilder(ISandbox sandbox, IBuildProgress progress, TimeProvider clock)
{
    /// <summary>Builds.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="dockerfile">The parsed file.</param>
    /// <param name="ignoreHostPath">The ignore file beside the Dockerfile that replaces the context's own, or null.</param>
    /// <param name="cancellationToken">Kills what runs and cleans up.</param>
    /// <exception cref="BuildException">The plan is wrong, a file is missing, a command failed.</exception>
    public BuildResult Build(BuildOptions options, Dockerfile dockerfile, string? ignoreHostPath, CancellationToken cancellationToken = default)
    {
        StageGraph graph = StageGraph.Create(dockerfile, options);
        options = options with { SourceDateEpoch = SourceDateArgument.Resolve(graph) ?? options.SourceDateEpoch };
        StateDirectory state = new(options.StateDirectory);
        state.Create();
        BootMark.Check(state);
        using LockFile inUse = BuildLock.Share(state);
        Workspace.RemoveAbandoned(state);
        Lazy<Workspace> workspace = new(() => Workspace.Create(state));
        try
        {
            return Build(options, dockerfile, graph, state, workspace, ignoreHostPath, cancellationToken);
        }
        finally
        {
            if (workspace.IsValueCreated)
            {
                workspace.Value.Dispose();
            }
        }
    }

    private BuildResult Build(
        BuildOptions options, Dockerfile dockerfile, StageGraph graph, StateDirectory state, Lazy<Workspace> workspace, string? ignoreHostPath, CancellationToken cancellationToken)
    {
        ContentStore content = new(state.Images, () => workspace.Value.HostPath);
        ImageStore store = new(content);
        LayerStore layers = new(state, content, workspace);
        SnapshotStore snapshots = new(state, layers, workspace);
        using RootViews roots = new(layers, snapshots);
        using BaseImages images = new(options, state, store, workspace);
        using ContextStore contexts = new(state, options.Context, ignoreHostPath, clock, options.GitContextModes);
        using SourceTrees trees = new(contexts, snapshots, images, workspace, options.Platform);
        using RemoteSources remotes = new(options, state, workspace);
        using JobLimit jobs = new(options.Jobs);
        LastPlanStore lastPlan = new(state, workspace, PlanNames(options, dockerfile));
        CommandRunner commands = new(options, workspace, snapshots, sandbox, progress);
        BuildServices services = new(
            options, state, workspace, content, layers, snapshots, roots, new StepCache(state, workspace), lastPlan, new InputStore(state, workspace), commands, remotes, jobs, progress, clock);
        StageResults results = new(dockerfile.Stages.Length);
        StageBases bases = new(images, results, dockerfile.EscapeCharacter);
        StageServices stageServices = new(services, dockerfile.Source, graph, results, bases, trees, new StepNumbers());

        UnusedArguments.Report(graph, options, progress);
        StageState result;
        try
        {
            result = StageScheduler.Build(graph, stageServices, results, cancellationToken);
        }
        finally
        {
            if (lastPlan.HasMisses)
            {
                lastPlan.Save();
            }
        }

        return new ImageExport(services, store, images).Write(result, cancellationToken);
    }

    private static IEnumerable<string> PlanNames(BuildOptions options, Dockerfile dockerfile)
    {
        yield return $"{options.Context}\n{dockerfile.Source.FileName}\n{options.Target}\n{options.Platform}";
        foreach (Oci.ImageReference tag in options.Tags)
        {
            yield return $"{tag}\n{options.Platform}";
        }
    }
}
