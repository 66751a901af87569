using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>The files below a directory, such as the merged root of a stage; the directory stays with its owner.</summary>
/// <param name="root">The directory.</param>
/// <param name="name">How messages name the tree.</param>
/// <param name="memo">Remembers digests between trees, or null.</param>
public sealed class DirectoryTree(DirectoryHandle root, string name, DigestMemo? memo) : ISourceTree
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public bool KeepsOwners { get; init; } = true;

    /// <inheritdoc/>
    public SourceFile? TryGet(string path)
    {
        return root.TryGetStatus(path) is { } status
            ? new SourceFile(path, OwnerMark.Apply(root, path, status), status.IsSymbolicLink ? root.ReadLink(path) : null)
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> List(SourceFile directory)
    {
        using DirectoryHandle handle = root.OpenDirectory(directory.Path);
        if (FileStatus.Of(handle.Handle, directory.Path).Inode != directory.Status.Inode)
        {
            throw FileHasher.Changed(directory);
        }

        DirectoryEntry[] entries = [.. handle.ReadEntries()];
        Array.Sort(entries, static (left, right) => PathText.Compare(left.Name, right.Name));
        List<SourceFile> files = new(entries.Length);
        foreach (DirectoryEntry entry in entries)
        {
            if (Describe(handle, directory, entry.Name) is { } file)
            {
                files.Add(file);
            }
        }

        return files;
    }

    /// <inheritdoc/>
    public bool IsHidden(string path) => false;

    /// <inheritdoc/>
    public ImmutableArray<FileDetails> Inspect(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        FileDigest[] digests = new FileDigest[files.Count];
        List<int> unknown = [];
        for (int i = 0; i < files.Count; i++)
        {
            if (files[i].Status.IsRegular && memo?.TryGet(files[i].Status, out digests[i]) != true)
            {
                unknown.Add(i);
            }
        }

        FileHasher.Hash(files, unknown, OpenUnchanged, digests, inspect: null, cancellationToken);
        foreach (int place in unknown)
        {
            memo?.Add(files[place].Status, digests[place]);
        }

        ImmutableArray<FileDetails>.Builder details = ImmutableArray.CreateBuilder<FileDetails>(files.Count);
        for (int i = 0; i < files.Count; i++)
        {
            details.Add(new FileDetails(digests[i], XattrFilter.Read(root, files[i].Path)));
        }

        return details.MoveToImmutable();
    }

    /// <inheritdoc/>
    public SafeFileHandle TryOpen(SourceFile file) => OpenUnchanged(file);

    /// <inheritdoc/>
    public void AddTo(LayerWriter writer, LayerEntry entry, SourceFile file, FileDigest digest)
    {
        using SafeFileHandle handle = OpenUnchanged(file);
        writer.Add(entry, handle, digest.IsNone ? null : digest.ToDigest());
        if (!file.IsUnchanged(FileStatus.Of(handle, file.Path)))
        {
            throw FileHasher.Changed(file);
        }
    }

    /// <summary>Opens a file and checks that it is the one that was looked at.</summary>
    internal SafeFileHandle OpenUnchanged(SourceFile file)
    {
        SafeFileHandle handle;
        try
        {
            handle = root.OpenFile(file.Path);
        }
        catch (LinuxException missing) when (missing.Errno == Errno.ENOENT)
        {
            throw FileHasher.Changed(file);
        }

        if (file.IsUnchanged(FileStatus.Of(handle, file.Path)))
        {
            return handle;
        }

        handle.Dispose();
        throw FileHasher.Changed(file);
    }

    private static SourceFile? Describe(DirectoryHandle handle, SourceFile directory, string name)
    {
        try
        {
            FileStatus status = OwnerMark.Apply(handle, name, handle.GetChildStatus(name));
            return new SourceFile(ImagePath.Join(directory.Path, name), status, status.IsSymbolicLink ? handle.ReadLink(name) : null);
        }
        catch (LinuxException vanished) when (vanished.Errno == Errno.ENOENT)
        {
            return null;
        }
    }
}
