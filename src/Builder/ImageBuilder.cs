using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Export;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Pruning;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Secrets;
using Sharpbuild.Builder.SharedCaches;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Builder.Steps;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Builder;

/// <summary>Builds an image from a Dockerfile: plans, runs what is not cached, and writes the results.</summary>
/// <param name="sandbox">Runs the commands of RUN.</param>
/// <param name="progress">Hears what happens.</param>
/// <param name="clock">Tells the time.</param>
public sealed class ImageBuilder(ISandbox sandbox, IBuildProgress progress, TimeProvider clock)
{
    /// <summary>Each repair drops a blob, so that the builds come to an end.</summary>
    private const int MostRepairs = 100;

    /// <summary>A blob that nothing here makes, such as one of a base in the store, stays missing.</summary>
    private const int MostRepairsOfOne = 3;

    /// <summary>The record of the build, once it ended, in whatever way.</summary>
    public BuildRecord? Record { get; private set; }

    /// <summary>Builds.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="dockerfile">The parsed file.</param>
    /// <param name="ignoreHostPath">The ignore file beside the Dockerfile that replaces the context's own, or null.</param>
    /// <param name="cancellationToken">Kills what runs and cleans up.</param>
    /// <exception cref="BuildException">The plan is wrong, a file is missing, a command failed.</exception>
    public BuildResult Build(BuildOptions options, Dockerfile dockerfile, string? ignoreHostPath, CancellationToken cancellationToken = default)
    {
        StateDirectory state = new(options.StateDirectory);
        state.Create();
        BuildRecorder recorder = new(options, dockerfile.Source, new RecordStore(state), clock);
        try
        {
            return BuildAndRepair(options, dockerfile, state, recorder, ignoreHostPath, cancellationToken);
        }
        catch (Exception failure)
        {
            recorder.Failed(failure);
            throw;
        }
        finally
        {
            Record = recorder.Finish();
            if (options.MaxUsedSpaceInBytes is { } mostBytes && Record.Hits < Record.Steps.Length)
            {
                SpaceCeiling.Enforce(state, mostBytes, clock, progress);
            }

            progress.Finished(Record);
        }
    }

    /// <summary>Builds again where a blob of the store turned out to be damaged, or one of a shared cache to be lost: it was dropped, and what needs it is made anew.</summary>
    private BuildResult BuildAndRepair(
        BuildOptions options, Dockerfile dockerfile, StateDirectory state, BuildRecorder recorder, string? ignoreHostPath, CancellationToken cancellationToken)
    {
        RecordingProgress recorded = new(progress, recorder);
        using SharedCacheAccess shared = new(options, recorded);
        Dictionary<Digest, int> mended = [];
        for (int repairs = 0; ; repairs++)
        {
            try
            {
                return Build(options, dockerfile, state, recorder, shared, ignoreHostPath, cancellationToken);
            }
            catch (Exception failure) when (repairs < MostRepairs && CauseOf<DamagedBlobException>(failure) is { } damage && mended.GetValueOrDefault(damage.Digest) < MostRepairsOfOne)
            {
                mended[damage.Digest] = mended.GetValueOrDefault(damage.Digest) + 1;
                recorded.Notice($"the store was damaged: {damage.Message}; building again");
            }
            catch (Exception failure) when (repairs < MostRepairs && CauseOf<LostLayerException>(failure) is { } lost)
            {
                shared.Drop(lost);
            }
        }
    }

    private static T? CauseOf<T>(Exception? failure)
        where T : Exception
    {
        while (failure is not null and not T)
        {
            failure = failure.InnerException;
        }

        return failure as T;
    }

    private BuildResult Build(
        BuildOptions options,
        Dockerfile dockerfile,
        StateDirectory state,
        BuildRecorder recorder,
        SharedCacheAccess shared,
        string? ignoreHostPath,
        CancellationToken cancellationToken)
    {
        StageGraph graph = StageGraph.Create(dockerfile, options);
        using StoreUse use = new(state, cancellationToken);
        using SshAgents agents = new(options.SshAgents, use.Work);
        using RemoteSources remotes = new(options, state, use.Work, () => agents.SocketOf("default"), progress);
        BuildOptions dated = new SourceDateArgument(graph, options).Apply(remotes, cancellationToken);
        graph = dated.BuildArguments == options.BuildArguments ? graph : StageGraph.Create(dockerfile, dated);
        recorder.Planned(graph);
        return Build(dated, dockerfile, graph, state, recorder, shared, use.Work, agents, remotes, ignoreHostPath, cancellationToken);
    }

    private BuildResult Build(
        BuildOptions options,
        Dockerfile dockerfile,
        StageGraph graph,
        StateDirectory state,
        BuildRecorder recorder,
        SharedCacheAccess shared,
        Lazy<Workspace> workspace,
        SshAgents agents,
        RemoteSources remotes,
        string? ignoreHostPath,
        CancellationToken cancellationToken)
    {
        RecordingProgress recorded = new(progress, recorder);
        ContentStore content = new(state.Images, () => workspace.Value.HostPath) { WritesEarly = options.KeepsImage };
        ImageStore store = new(content);
        LayerStore layers = new(state, content, workspace, recorded);
        using LayerForms forms = new([.. AskedForm.Of(options)], state, content, layers, workspace, recorded);
        SnapshotStore snapshots = new(state, layers, workspace);
        using RootViews roots = new(layers, snapshots);
        using BaseImages images = new(options, state, store, workspace, recorded);
        using ContextStore contexts = new(state, options, ignoreHostPath, remotes, clock, recorder);
        using SourceTrees trees = new(contexts, snapshots, images, workspace, options.Platform);
        using JobLimit jobs = new(options.Jobs);
        SecretGuard secrets = new(options, recorded);
        CommandRunner commands = new(options, workspace, snapshots, sandbox, secrets, recorded);
        InputStore inputs = new(state, workspace, options.NoCache ? null : selection => shared.TryGetSelection(selection, cancellationToken));
        BuildServices services = new(
            options, state, workspace, content, layers, forms, snapshots, roots, new StepCache(state, workspace), shared, new UsedSteps(), recorder, inputs, commands, remotes, agents, secrets, jobs, recorded, clock);
        StageResults results = new(dockerfile.Stages.Length);
        StageBases bases = new(images, results, dockerfile.EscapeCharacter);
        StageServices stageServices = new(services, dockerfile.Source, graph, results, bases, trees, new StepNumbers());

        SpecialArguments.Check(options, recorded);
        UnusedArguments.Report(graph, options, recorded);
        StageState result = StageScheduler.Build(graph, stageServices, results, cancellationToken);
        return new ImageExport(services, store, images).Write(result, cancellationToken);
    }
}
