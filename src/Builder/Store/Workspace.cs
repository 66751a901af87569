using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

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
    /// <param name="state">The store.</param>
    /// <param name="cancellationToken">Ends the wait for a process that sweeps.</param>
    public static Workspace Create(StateDirectory state, CancellationToken cancellationToken)
    {
        using LockFile sweep = LockFile.Acquire(SweepPath(state), cancellationToken);
        string hostPath = Path.Join(state.Temporary, Path.GetRandomFileName());
        LockFile held = LockFile.Acquire(hostPath + LockSuffix, cancellationToken);
        Directory.CreateDirectory(hostPath, StateDirectory.OwnerOnly);
        return new Workspace(hostPath, held);
    }

    /// <summary>Removes the workspaces of processes that are gone, and what else those left on the machine.</summary>
    /// <remarks>
    /// The lock file is made before the directory and removed behind it, so a directory whose lock can be had belongs to nobody. Only one process
    /// sweeps at a time, and none makes a workspace meanwhile.
    /// </remarks>
    public static void RemoveAbandoned(StateDirectory state, CancellationToken cancellationToken)
    {
        if (Directory.EnumerateFileSystemEntries(state.Temporary).Any())
        {
            using LockFile sweep = LockFile.Acquire(SweepPath(state), cancellationToken);
            Sweep(state);
        }
    }

    /// <summary>The same, unless another process is doing it.</summary>
    public static void TryRemoveAbandoned(StateDirectory state)
    {
        if (Directory.EnumerateFileSystemEntries(state.Temporary).Any() && LockFile.TryAcquire(SweepPath(state)) is { } sweep)
        {
            using (sweep)
            {
                Sweep(state);
            }
        }
    }

    private static void Sweep(StateDirectory state)
    {
        bool isAnyKilled = false;
        foreach (string hostPath in Directory.GetDirectories(state.Temporary))
        {
            isAnyKilled |= RemoveIfAbandoned(hostPath);
        }

        foreach (string lockPath in Directory.GetFiles(state.Temporary, "*" + LockSuffix))
        {
            RemoveIfAbandoned(lockPath[..^LockSuffix.Length]);
        }

        if (isAnyKilled)
        {
            HostLeftovers.Remove();
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

    private static string SweepPath(StateDirectory state) => Path.Join(state.HostPath, "lock");

    private static bool RemoveIfAbandoned(string hostPath)
    {
        if (LockFile.TryAcquire(hostPath + LockSuffix) is not { } abandoned)
        {
            return false;
        }

        Remove(hostPath, abandoned);
        return true;
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
