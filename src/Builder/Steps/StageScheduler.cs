using System.Collections.Immutable;

using Sharpbuild.Builder.Planning;

namespace Sharpbuild.Builder.Steps;

/// <summary>
/// Builds the stages that the target needs. First each goes as far as the cache reaches, on one thread; what is left is executed, independent
/// stages at the same time.
/// </summary>
internal static class StageScheduler
{
    private const int StackSizeInBytes = 1 << 20;

    /// <summary>Builds the target.</summary>
    /// <param name="graph">The stages.</param>
    /// <param name="services">What they share.</param>
    /// <param name="results">Takes the results as they come.</param>
    /// <param name="cancellationToken">Stops everything and cleans up.</param>
    /// <returns>The target's result.</returns>
    public static StageState Build(StageGraph graph, StageServices services, StageResults results, CancellationToken cancellationToken)
    {
        results.BuildUnclaimed = (index, token) => Execute(new StageBuild(graph.Stages[index], services), results, token);
        List<StageBuild> open = [];
        foreach (int index in graph.Needed)
        {
            results.TryClaim(index);
            StageBuild stage = new(graph.Stages[index], services);
            stage.Advance(execute: false, cancellationToken);
            if (stage.Result is { } result)
            {
                results.Complete(index, result);
            }
            else
            {
                open.Add(stage);
            }
        }

        if (open.Count == 1)
        {
            Execute(open[0], results, cancellationToken);
        }
        else if (open.Count > 1)
        {
            ExecuteTogether([.. open], results, cancellationToken);
        }

        return results.TryGet(graph.Target)!;
    }

    private static void ExecuteTogether(ImmutableArray<StageBuild> stages, StageResults results, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Thread[] threads = [.. stages.Select(stage => Start(stage, results, stop))];
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        results.Failure?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static Thread Start(StageBuild stage, StageResults results, CancellationTokenSource stop)
    {
        Thread thread = new(() => Execute(stage, results, stop), StackSizeInBytes) { Name = stage.Plan.DisplayName };
        thread.Start();
        return thread;
    }

    private static void Execute(StageBuild stage, StageResults results, CancellationToken cancellationToken)
    {
        stage.Advance(execute: true, cancellationToken);
        results.Complete(stage.Index, stage.Result!);
    }

    private static void Execute(StageBuild stage, StageResults results, CancellationTokenSource stop)
    {
        try
        {
            Execute(stage, results, stop.Token);
        }
        catch (Exception failure)
        {
            results.Fail(stage.Index, failure);
            stop.Cancel();
        }
    }
}
