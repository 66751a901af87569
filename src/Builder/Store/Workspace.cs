using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>
/// A directory for the work in progress of one process. It is locked while the process lives, so that what a killed process left can be
/// told from what another build still needs.
/// </summary>
public sealed class Workspace : IDisposable
{
    private const string LockName = "lock";

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
        using LockFile creation = LockFile.Acquire(Path.Join(state.HostPath, "lock"));
        string hostPath = Path.Join(state.Temporary, Path.GetRandomFileName());
        Directory.CreateDirectory(hostPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Workspace(hostPath, LockFile.Acquire(Path.Join(hostPath, LockName)));
    }

    /// <summary>Removes the workspaces of processes that are gone.</summary>
    public static void RemoveAbandoned(StateDirectory state)
    {
        string[] hostPaths = Directory.GetDirectories(state.Temporary);
        if (hostPaths.Length == 0)
        {
            return;
        }

        using LockFile creation = LockFile.Acquire(Path.Join(state.HostPath, "lock"));
        foreach (string hostPath in hostPaths)
        {
            using LockFile? abandoned = LockFile.TryAcquire(Path.Join(hostPath, LockName));
            if (abandoned is not null)
            {
                Remove(state.Temporary, Path.GetFileName(hostPath));
            }
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
    public void Dispose()
    {
        Remove(Path.GetDirectoryName(HostPath)!, Path.GetFileName(HostPath));
        _lock.Dispose();
    }

    private static void Remove(string parentHostPath, string name)
    {
        using DirectoryHandle parent = DirectoryHandle.OpenHost(parentHostPath);
        parent.RemoveTree(name);
    }
}
