namespace Sharpbuild.Builder.Steps;

/// <summary>Lets a number of steps execute at once (<c>--jobs</c>).</summary>
/// <param name="jobs">How many.</param>
internal sealed class JobLimit(int jobs) : IDisposable
{
    private readonly SemaphoreSlim _free = new(jobs);

    /// <summary>Runs <paramref name="work"/> when a place is free.</summary>
    public T Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        _free.Wait(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
