using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary>The mounts of one run of a command and what must be closed behind it.</summary>
/// <param name="root">The root file system, to look up names of users.</param>
internal sealed class MountSession(IRootView root) : IDisposable
{
    private readonly Stack<IDisposable> _owned = new();

    /// <summary>The root file system.</summary>
    public IRootView Root => root;

    /// <summary>The mounts, in order.</summary>
    public List<SandboxMount> Mounts { get; } = [];

    /// <summary>Variables that mounts add, <c>NAME=value</c>.</summary>
    public List<string> Environment { get; } = [];

    /// <summary>Has something closed when the command has ended.</summary>
    public T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Push(disposable);
        return disposable;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_owned.TryPop(out IDisposable? disposable))
        {
            disposable.Dispose();
        }
    }
}
