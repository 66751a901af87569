using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Transfers;

namespace Sharpbuild.Cli.Output;

/// <summary>Progress that says nothing.</summary>
internal sealed class QuietProgress : IBuildProgress
{
    /// <inheritdoc/>
    public void Started(int step, string name)
    {
    }

    /// <inheritdoc/>
    public void Cached(int step, string? source)
    {
    }

    /// <inheritdoc/>
    public void Missed(int step, string reason)
    {
    }

    /// <inheritdoc/>
    public void Output(int step, int stream, ReadOnlyMemory<byte> text)
    {
    }

    /// <inheritdoc/>
    public void Done(int step, StepFigures figures)
    {
    }

    /// <inheritdoc/>
    public void Failed(int step, string message)
    {
    }

    /// <inheritdoc/>
    public void Notice(string message)
    {
    }

    /// <inheritdoc/>
    public void Transferred(Transfer transfer)
    {
    }

    /// <inheritdoc/>
    public void Finished(BuildRecord record)
    {
    }
}
