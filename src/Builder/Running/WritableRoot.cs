using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Builder.Running;

/// <summary>Layers with a directory on top that takes all changes. Disposing removes the directory, unless it was taken over.</summary>
internal sealed class WritableRoot : IDisposable
{
    private readonly Workspace _workspace;
    private readonly IReadOnlyList<string> _lower;
    private readonly List<string> _work = [];
    private SafeFileHandle? _mount;
    private Task _unmounted = Task.CompletedTask;
    private bool _isTaken;

    /// <summary>Makes the directory.</summary>
    /// <param name="workspace">Where it lies.</param>
    /// <param name="lower">The layers' directories, topmost first.</param>
    /// <param name="owners">The ids of the command; null for the builder's.</param>
    public WritableRoot(Workspace workspace, IReadOnlyList<string> lower, OwnerMap? owners)
    {
        Owners = owners;
        _workspace = workspace;
        _lower = lower;
        UpperHostPath = workspace.CreateDirectory();
        UpperDirectory.Prepare(UpperHostPath, lower.Count > 0 ? lower[0] : null);
        Upper = DirectoryHandle.OpenHost(UpperHostPath);
    }

    /// <summary>The ids of the command; null for the builder's.</summary>
    public OwnerMap? Owners { get; }

    /// <summary>The directory that takes the changes.</summary>
    public string UpperHostPath { get; }

    /// <summary>The same, open.</summary>
    public DirectoryHandle Upper { get; }

    /// <summary>Mounts the view of all layers.</summary>
    /// <returns>The mount; the caller disposes it before the next one is made.</returns>
    public DirectoryHandle Mount()
    {
        Unmount();
        _unmounted.Wait();
        // Each mount needs a work directory of its own: the kernel marks it as used, because nothing is synchronised to the disk.
        string work = _workspace.CreateDirectory();
        _work.Add(work);
        DirectoryHandle mount = OverlayMount.Create(_lower, UpperHostPath, work, Owners);
        _mount = mount.OpenPath(".");
        return mount;
    }

    /// <summary>
    /// Begins to end the mount, whose caller has disposed it: the kernel forgets each file that the command has seen, which takes long after many of
    /// them and hinders nobody who reads the upper directory.
    /// </summary>
    public void Unmount()
    {
        if (_mount is { } mount)
        {
            _mount = null;
            _unmounted = Task.Run(mount.Dispose);
        }
    }

    /// <summary>Leaves the directory to the caller.</summary>
    /// <returns>Its host path.</returns>
    public string Take()
    {
        _isTaken = true;
        return UpperHostPath;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Unmount();
        _unmounted.Wait();
        Upper.Dispose();
        _work.ForEach(_workspace.RemoveDirectory);
        if (!_isTaken)
        {
            _workspace.RemoveDirectory(UpperHostPath);
        }
    }
}
