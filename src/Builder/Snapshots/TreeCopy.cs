using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>Copies files of a tree as they are on disk, for commands where nothing can be mounted. Each name becomes a file of its own.</summary>
/// <param name="tree">The tree.</param>
/// <param name="cancellationToken">Stops the copying.</param>
internal sealed class TreeCopy(ISourceTree tree, CancellationToken cancellationToken)
{
    private const string PartName = "part";

    /// <summary>Copies a file or directory.</summary>
    /// <param name="path">Its path; links are followed inside the tree.</param>
    /// <param name="directory">An empty directory.</param>
    /// <returns>The copy, which the caller disposes.</returns>
    public SafeFileHandle Make(string path, DirectoryHandle directory)
    {
        SourceFile file = SourceLookup.Find(tree, path, follow: true) ?? throw new LinuxException("openat2", $"{tree.Name}: {path}", Errno.ENOENT);
        Add(file, directory, PartName);
        return directory.OpenPath(PartName, follow: false);
    }

    /// <summary>Copies an entry.</summary>
    /// <param name="file">The entry.</param>
    /// <param name="parent">Where the copy goes.</param>
    /// <param name="name">Its name there, which is free.</param>
    public void Add(SourceFile file, DirectoryHandle parent, string name)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (file.Status.IsDirectory)
        {
            AddDirectory(file, parent, name);
        }
        else if (file.Status.IsRegular)
        {
            AddFile(file, parent, name);
        }
        else if (file.Status.Kind != FileKind.Socket)
        {
            AddOther(file, parent, name);
        }
    }

    private void AddDirectory(SourceFile file, DirectoryHandle parent, string name)
    {
        parent.TryCreateChildDirectory(name, 0x1C0);
        using DirectoryHandle made = parent.OpenChild(name);
        foreach (SourceFile child in tree.List(file))
        {
            Add(child, made, child.Name);
        }

        GiveTo(made.Handle, file);
        made.SetMode("", file.Status.Mode);
        made.SetTimes("", file.Status.ModifiedAt);
    }

    private void AddFile(SourceFile file, DirectoryHandle parent, string name)
    {
        using SafeFileHandle source = tree.TryOpen(file) ?? throw new ArgumentException("the files of the tree are not on disk", nameof(file));
        using SafeFileHandle made = parent.TryCreateChildFile(name, 0x180) ?? throw new IOException($"{file.Path} appeared while files were copied");
        FileStatus status = source.GetStatus(file.Path);
        source.CopyTo(made, status.SizeInBytes, file.Path);
        GiveTo(made, file);
        made.SetMode(status.Mode, file.Path);
        UpperDirectory.CopyXattrs(source, made, file.Path);
        made.SetTimes(status.ModifiedAt, file.Path);
    }

    private static void AddOther(SourceFile file, DirectoryHandle parent, string name)
    {
        if (file.Status.IsSymbolicLink)
        {
            parent.TryCreateChildSymbolicLink(name, file.LinkTarget!);
        }
        else
        {
            parent.TryCreateChildNode(name, file.Status.Kind, file.Status.Mode, file.Status.Device);
        }

        if (!OwnerMark.IsUsed)
        {
            parent.SetChildOwner(name, file.Status.UserId, file.Status.GroupId);
        }

        parent.SetChildTimes(name, file.Status.ModifiedAt);
    }

    private static void GiveTo(SafeFileHandle made, SourceFile file)
    {
        if (OwnerMark.IsUsed)
        {
            OwnerMark.Set(made, file.Status.UserId, file.Status.GroupId, file.Path);
        }
        else
        {
            made.SetOwner(file.Status.UserId, file.Status.GroupId, file.Path);
        }
    }
}
