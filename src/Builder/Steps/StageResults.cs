using System.Runtime.ExceptionServices;

namespace Sharpbuild.Builder.Steps;

/// <summary>The stages that are done, for those that wait for them.</summary>
/// <param name="count">The number of stages of the file.</param>
internal sealed class StageResults(int count)
{
    private readonly Lock _lock = new();
    private readonly StageState?[] _results = new StageState?[count];
    private readonly ManualResetEventSlim?[] _done = new ManualResetEventSlim?[count];
    private readonly bool[] _claimed = new bool[count];
    private ExceptionDispatchInfo? _failure;

    /// <summary>Builds a stage that nobody has claimed, on the thread that waits for it: one that a trigger of a base image brought in.</summary>
    public Action<int, CancellationToken>? BuildUnclaimed { get; set; }

    /// <summary>The first failure, if a stage failed.</summary>
    public ExceptionDispatchInfo? Failure => _failure;

    /// <summary>The result of a stage, or null while it is not done.</summary>
    public StageState? TryGet(int index)
    {
        lock (_lock)
        {
            return _results[index];
        }
    }

    /// <summary>Takes a stage over; only the first caller gets it.</summary>
    /// <returns>Whether the caller must build it.</returns>
    public bool TryClaim(int index)
    {
        lock (_lock)
        {
            bool isFree = !_claimed[index];
            _claimed[index] = true;
            return isFree;
        }
    }

    /// <summary>Waits for the result of a stage.</summary>
    public StageState Wait(int index, CancellationToken cancellationToken)
    {
        if (BuildUnclaimed is { } build && TryClaim(index))
        {
            build(index, cancellationToken);
        }

        ManualResetEventSlim done;
        lock (_lock)
        {
            if (_results[index] is { } result)
            {
                return result;
            }

            done = _done[index] ??= new ManualResetEventSlim();
        }

        done.Wait(cancellationToken);
        return TryGet(index) ?? throw new OperationCanceledException("a stage that this one needs failed");
    }

    /// <summary>Makes a result known.</summary>
    public void Complete(int index, StageState result)
    {
        lock (_lock)
        {
            _results[index] = result;
            _done[index]?.Set();
        }
    }

    /// <summary>Makes a failure known; only the first one counts.</summary>
    public void Fail(int index, Exception failure)
    {
        lock (_lock)
        {
            if (failure is not OperationCanceledException)
            {
                _failure ??= ExceptionDispatchInfo.Capture(failure);
            }

            _done[index]?.Set();
        }
    }
}
