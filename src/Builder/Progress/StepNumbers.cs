namespace Sharpbuild.Builder.Progress;

/// <summary>Numbers the steps of one build in the order in which they begin.</summary>
internal sealed class StepNumbers
{
    private int _last;

    /// <summary>The next number, from 1.</summary>
    public int Next() => Interlocked.Increment(ref _last);
}
