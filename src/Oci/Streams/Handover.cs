using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Oci.Streams;

/// <summary>Passes things from one thread to another, in order.</summary>
/// <remarks>
/// Who waits sleeps at once. <see cref="System.Collections.Concurrent.BlockingCollection{T}"/> and <see cref="SemaphoreSlim"/> spin first, which on few cores
/// takes the time of the thread that is waited for.
/// </remarks>
internal sealed class Handover<T>
{
    private readonly Queue<T> _things = new();
    private bool _ended;

    /// <summary>Whether <see cref="TryTake"/> would wait.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_things)
            {
                return _things.Count == 0;
            }
        }
    }

    /// <summary>Passes a thing on.</summary>
    public void Add(T thing)
    {
        lock (_things)
        {
            _things.Enqueue(thing);
            Monitor.Pulse(_things);
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void End()
    {
        lock (_things)
        {
            _ended = true;
            Monitor.PulseAll(_things);
        }
    }

    /// <summary>Takes the next thing; waits until there is one.</summary>
    /// <returns>Whether there was one; false once all were taken and nothing more will come.</returns>
    public bool TryTake([MaybeNullWhen(false)] out T thing)
    {
        lock (_things)
        {
            while (_things.Count == 0 && !_ended)
            {
                Monitor.Wait(_things);
            }

            return _things.TryDequeue(out thing);
        }
    }
}
