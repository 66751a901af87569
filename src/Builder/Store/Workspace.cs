using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>
/// A directory for the work in progress of one process. A file beside it is locked while the process lives, so that what a killed
/// process left can be told from what another build still needs.
/// </summary>
public sealed class Workspace : IDisposable
{
    private const string LockSuffix = ".lock";

    private readonly LockFile _lock;
    private int _lastDirectory;

    private Workspace(string hostPath, LockFile @lock)
    {
        HostPath = hostPath;
        _lock = @lock;
    }

    /// <summary>The directory.</summary>
    public string HostPath { get; }

    /// <summary>Makes a workspace of this process.</summary>
    public static Workspace Create(StateDirectory state)
    {
        using LockFile sweep = AcquireSweep(state);
        string hostPath = Path.Join(state.Temporary, Path.GetRandomFileName());
        LockFile held = LockFile.Acquire(hostPath + LockSuffix);
        Directory.CreateDirectory(hostPath, StateDirectory.OwnerOnly);
        return new Workspace(hostPath, held);
    }

    /// <summary>Removes the workspaces of processes that are gone.</summary>
    /// <remarks>
    /// The lock file is made before the directory and removed behind it, so a directory whose lock can be had belongs to nobody. Only one process
    /// sweeps at a time, and none makes a workspace meanwhile.
    /// </remarks>
    public static void RemoveAbandoned(StateDirectory state)
    {
        if (!Directory.EnumerateFileSystemEntries(state.Temporary).Any())
        {
            return;
        }

        using LockFile sweep = AcquireSweep(state);
        foreach (string hostPath in Directory.GetDirectories(state.Temporary))
        {
            RemoveIfAbandoned(hostPath);
        }

        foreach (string lockPath in Directory.GetFiles(state.Temporary, "*" + LockSuffix))
        {
            RemoveIfAbandoned(lockPath[..^LockSuffix.Length]);
        }
    }

    /// <summary>Makes a fresh directory below the workspace.</summary>
    /// <returns>Its host path.</returns>
    public string CreateDirectory()
    {
        string hostPath = Path.Join(HostPath, $"d{Interlocked.Increment(ref _lastDirectory)}");
        Directory.CreateDirectory(hostPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return hostPath;
    }

    /// <summary>Removes a directory that <see cref="CreateDirectory"/> made.</summary>
    public void RemoveDirectory(string hostPath) => Remove(HostPath, Path.GetFileName(hostPath));

    /// <inheritdoc/>
    public void Dispose() => Remove(HostPath, _lock);

    private static LockFile AcquireSweep(StateDirectory state) => LockFile.Acquire(Path.Join(state.HostPath, "lock"));

    private static void RemoveIfAbandoned(string hostPath)
    {
        if (LockFile.TryAcquire(hostPath + LockSuffix) is { } abandoned)
        {
            Remove(hostPath, abandoned);
        }
    }

    private static void Remove(string hostPath, LockFile held)
    {
        using (held)
        {
            Remove(Path.GetDirectoryName(hostPath)!, Path.GetFileName(hostPath));
            File.Delete(hostPath + LockSuffix);
        }
    }

    private static void Remove(string parentHostPath, string name)
    {
        using DirectoryHandle parent = DirectoryHandle.OpenHost(parentHostPath);
        parent.RemoveTree(name);
    }
}
