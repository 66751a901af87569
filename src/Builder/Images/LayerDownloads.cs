using System.Collections.Immutable;

namespace Sharpbuild.Builder.Images;

/// <summary>Fetches layers in their order while earlier ones are being unpacked.</summary>
internal sealed class LayerDownloads : IDisposable
{
    /// <summary>One connection seldom fills the line; more than a few make the first layer wait.</summary>
    private const int MostAtOnce = 3;

    private readonly LayerStore _store;
    private readonly ImmutableArray<Layer> _layers;
    private readonly CancellationTokenSource _stop;
    private readonly Task[] _workers;
    private int _next = -1;

    /// <summary>Begins to fetch those that have an origin and are not in the store.</summary>
    public LayerDownloads(LayerStore store, ImmutableArray<Layer> layers, CancellationToken cancellationToken)
    {
        _store = store;
        _layers = [.. layers.Where(layer => layer.Origin is not null && !store.HasBlob(layer))];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _workers = new Task[Math.Min(MostAtOnce, _layers.Length)];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = Task.Factory.StartNew(FetchAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Stops what nobody waits for any more. What failed here fails again, and is told, where the layer is unpacked.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Task worker in _workers)
        {
            ((IAsyncResult)worker).AsyncWaitHandle.WaitOne();
        }

        _stop.Dispose();
    }

    private void FetchAll()
    {
        while (Interlocked.Increment(ref _next) is int place && place < _layers.Length)
        {
            _store.Fetch(_layers[place], _stop.Token);
        }
    }
}
