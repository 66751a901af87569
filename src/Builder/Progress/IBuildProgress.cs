using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Transfers;

namespace Sharpbuild.Builder.Progress;

/// <summary>Where a build reports what it does. Calls come from several threads.</summary>
public interface IBuildProgress : ITransferListener
{
    /// <summary>A step begins to be looked at; <paramref name="step"/> is its number, from 1.</summary>
    void Started(int step, string name);

    /// <summary>The step's result comes out of the cache.</summary>
    /// <param name="step">Its number.</param>
    /// <param name="source">The shared cache that has it; null for the store's own.</param>
    void Cached(int step, string? source);

    /// <summary>The step is run, and why.</summary>
    void Missed(int step, string reason);

    /// <summary>The step's command wrote to its standard output (1) or error (2).</summary>
    void Output(int step, int stream, ReadOnlyMemory<byte> text);

    /// <summary>The step was executed; <paramref name="figures"/> tell what that took.</summary>
    void Done(int step, StepFigures figures);

    /// <summary>The step failed.</summary>
    void Failed(int step, string message);

    /// <summary>Something the user should know that belongs to no step.</summary>
    void Notice(string message);

    /// <summary>The build ended, in whatever way; <paramref name="record"/> is all that is kept of it.</summary>
    void Finished(BuildRecord record);
}
