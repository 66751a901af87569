using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Transfers;

namespace Sharpbuild.Cli.Output;

/// <summary>Progress that can be made to wait, while something else has the terminal.</summary>
/// <param name="inner">Shows it.</param>
internal sealed class WaitingProgress(IBuildProgress inner) : IBuildProgress
{
    private readonly object _terminal = new();

    /// <summary>Has what other threads report wait while an action runs.</summary>
    public void Hold(Action action)
    {
        lock (_terminal)
        {
            action();
        }
    }

    /// <inheritdoc/>
    public void Started(int step, string name) => Hold(() => inner.Started(step, name));

    /// <inheritdoc/>
    public void Cached(int step, string? source) => Hold(() => inner.Cached(step, source));

    /// <inheritdoc/>
    public void Missed(int step, string reason) => Hold(() => inner.Missed(step, reason));

    /// <inheritdoc/>
    public void Output(int step, int stream, ReadOnlyMemory<byte> text) => Hold(() => inner.Output(step, stream, text));

    /// <inheritdoc/>
    public void Done(int step, StepFigures figures) => Hold(() => inner.Done(step, figures));

    /// <inheritdoc/>
    public void Failed(int step, string message) => Hold(() => inner.Failed(step, message));

    /// <inheritdoc/>
    public void Notice(string message) => Hold(() => inner.Notice(message));

    /// <inheritdoc/>
    public void Transferred(Transfer transfer) => Hold(() => inner.Transferred(transfer));

    /// <inheritdoc/>
    public void Finished(BuildRecord record) => Hold(() => inner.Finished(record));
}
