using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Transfers;

namespace Sharpbuild.Builder.Progress;

/// <summary>Progress that also goes into the build's record.</summary>
/// <param name="inner">Hears what happens.</param>
/// <param name="recorder">Keeps what no step keeps by itself.</param>
internal sealed class RecordingProgress(IBuildProgress inner, BuildRecorder recorder) : IBuildProgress
{
    /// <inheritdoc/>
    public void Started(int step, string name) => inner.Started(step, name);

    /// <inheritdoc/>
    public void Cached(int step, string? source) => inner.Cached(step, source);

    /// <inheritdoc/>
    public void Missed(int step, string reason) => inner.Missed(step, reason);

    /// <inheritdoc/>
    public void Output(int step, int stream, ReadOnlyMemory<byte> text)
    {
        recorder.Output(step, text.Span);
        inner.Output(step, stream, text);
    }

    /// <inheritdoc/>
    public void Done(int step, StepFigures figures) => inner.Done(step, figures);

    /// <inheritdoc/>
    public void Failed(int step, string message)
    {
        recorder.Failed(step, message);
        inner.Failed(step, message);
    }

    /// <inheritdoc/>
    public void Notice(string message)
    {
        recorder.Notice(message);
        inner.Notice(message);
    }

    /// <inheritdoc/>
    public void Transferred(Transfer transfer) => inner.Transferred(transfer);

    /// <inheritdoc/>
    public void Finished(BuildRecord record) => inner.Finished(record);
}
