using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Builder.Running;

/// <summary>The files of a cache for a command where nothing can be mounted: they lie in a directory beside the command's root until this is disposed.</summary>
internal sealed class CacheLoan : IDisposable
{
    private readonly DirectoryHandle _cache;
    private readonly bool _isCopy;
    private readonly WorkDirectory _directory;

    /// <summary>Takes the files out of the cache.</summary>
    /// <param name="cache">The cache; it stays the caller's, and nobody else uses it.</param>
    /// <param name="isCopy">Whether the cache keeps its files and what happens to these is thrown away.</param>
    /// <param name="workspace">Where they go.</param>
    /// <param name="cancellationToken">Stops the copying between file systems.</param>
    public CacheLoan(DirectoryHandle cache, bool isCopy, Lazy<Workspace> workspace, CancellationToken cancellationToken)
    {
        _cache = cache;
        _isCopy = isCopy;
        _directory = new WorkDirectory(workspace);
        Directory = DirectoryHandle.OpenHost(_directory.HostPath);
        try
        {
            Move(cache, Directory, isCopy, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The directory that has the files and the owner and mode of the cache.</summary>
    public DirectoryHandle Directory { get; }

    /// <summary>Gives the files back.</summary>
    public void Dispose()
    {
        if (!_isCopy)
        {
            Move(Directory, _cache, isCopy: false, CancellationToken.None);
        }

        Directory.Dispose();
        _directory.Dispose();
    }

    private static void Move(DirectoryHandle source, DirectoryHandle target, bool isCopy, CancellationToken cancellationToken)
    {
        DirectoryTree tree = new(source, "the cache", memo: null);
        TreeCopy copy = new(tree, cancellationToken);
        foreach (DirectoryEntry entry in source.ReadEntries())
        {
            if (target.TryGetChildStatus(entry.Name) is not null)
            {
                target.RemoveChild(entry.Name);
            }

            if (isCopy || !TryMove(source, entry.Name, target))
            {
                copy.Add(tree.TryGet(entry.Name)!, target, entry.Name);
            }

            if (!isCopy && source.TryGetChildStatus(entry.Name) is not null)
            {
                source.RemoveChild(entry.Name);
            }
        }

        UpperDirectory.Prepare(target.DescriptorPath, source.DescriptorPath);
    }

    /// <summary>Moves an entry, unless it lies in another file system, as a volume that holds only caches.</summary>
    private static bool TryMove(DirectoryHandle source, string name, DirectoryHandle target)
    {
        try
        {
            source.MoveChild(name, target);
            return true;
        }
        catch (LinuxException otherFileSystem) when (otherFileSystem.Errno == Errno.EXDEV)
        {
            return false;
        }
    }
}
