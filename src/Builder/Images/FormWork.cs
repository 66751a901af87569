using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>A compressed form of a layer that is made, or waits for others that are made before it.</summary>
internal sealed class FormWork : IDisposable
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GrowingBlobStream? _growing;

    /// <summary>Begins it behind other work.</summary>
    /// <param name="before">What is done before.</param>
    /// <param name="make">Makes it.</param>
    public FormWork(Task before, Func<FormWork, Descriptor?> make) =>
        Blob = before.ContinueWith(_ => Make(make), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Gives the compressed blob; null where the layer is too small to begin early.</summary>
    public Task<Descriptor?> Blob { get; }

    /// <summary>Offers the blob to one reader who wants it while it is written; called by who writes it, before the first byte.</summary>
    public void Offer(GrowingBlobStream growing)
    {
        _growing = growing;
        _begun.TrySetResult();
    }

    /// <summary>Waits until the blob is begun.</summary>
    /// <returns>The blob as it is written, which the caller disposes; null where there is nothing to wait for, or another one has it.</returns>
    public GrowingBlobStream? TryTake()
    {
        _begun.Task.Wait();
        return Blob.IsCompleted ? null : Interlocked.Exchange(ref _growing, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _growing, null)?.Dispose();

    private Descriptor? Make(Func<FormWork, Descriptor?> make)
    {
        try
        {
            return make(this);
        }
        finally
        {
            _begun.TrySetResult();
        }
    }
}
