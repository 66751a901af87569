using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary>The mounts of one run of a command and what must be closed behind it.</summary>
/// <param name="root">The root file system, to look up names of users.</param>
/// <param name="owners">The ids of the command; null for the builder's.</param>
internal sealed class MountSession(IRootView root, OwnerMap? owners) : IDisposable
{
    private readonly Stack<IDisposable> _owned = new();

    /// <summary>The root file system.</summary>
    public IRootView Root => root;

    /// <summary>The ids of the command, as which mounts have to show files; null for the builder's.</summary>
    public OwnerMap? Owners => owners;

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

    /// <summary>Mounts directories over each other, nowhere, for the command.</summary>
    /// <param name="hostPaths">The directories, topmost first.</param>
    /// <param name="writable">Whether writes are taken, to be thrown away.</param>
    /// <param name="workspace">Where they go meanwhile.</param>
    /// <returns>The view; it stays this session's.</returns>
    public DirectoryHandle Open(IReadOnlyList<string> hostPaths, bool writable, Lazy<Workspace> workspace)
    {
        if (!writable)
        {
            return Own(OverlayMount.Create(hostPaths, upperHostPath: null, workHostPath: null, owners));
        }

        string upper = Own(new WorkDirectory(workspace)).HostPath;
        string work = Own(new WorkDirectory(workspace)).HostPath;
        UpperDirectory.Prepare(upper, hostPaths.Count > 0 ? hostPaths[0] : null);
        return Own(OverlayMount.Create(hostPaths, upper, work, owners));
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
