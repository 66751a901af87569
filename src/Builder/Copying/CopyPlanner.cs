using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>Decides where selected files go in a root, without unpacking it.</summary>
public sealed class CopyPlanner
{
    private readonly SourceSelection _selection;
    private readonly CopyOptions _options;
    private readonly LayerDraft _draft;
    private readonly FileModeText? _mode;
    private readonly (uint UserId, uint GroupId)? _owner;
    private readonly ArchiveStage _archives;

    private CopyPlanner(SourceSelection selection, IRootView root, UnixTime createdAt, ArchiveStage archives)
    {
        _selection = selection;
        _options = selection.Request.Options;
        _draft = new LayerDraft(_options.IsLinked ? new EmptyRoot() : root, createdAt);
        _mode = CopyModes.Parse(_options);
        _owner = _options.Owner is null ? null : new AccountFiles(root).ResolveOwner(_options.Owner);
        _archives = archives;
    }

    /// <summary>Plans the layer of a COPY or ADD.</summary>
    /// <param name="selection">What is copied.</param>
    /// <param name="root">The root that it is copied to.</param>
    /// <param name="createdAt">The time of directories that have to be made.</param>
    /// <param name="temporary">Where compressed archives are unpacked for the time of the plan. Stays with its owner.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <returns>The plan, which the caller disposes.</returns>
    /// <exception cref="InputException">Source and destination do not go together, or an owner is unknown.</exception>
    public static CopyPlan Plan(
        SourceSelection selection, IRootView root, UnixTime createdAt, DirectoryHandle temporary, CancellationToken cancellationToken)
    {
        List<SafeFileHandle> opened = [];
        try
        {
            CopyPlanner planner = new(selection, root, createdAt, new ArchiveStage(temporary, opened, cancellationToken));
            planner.PutAll(cancellationToken);
            return new CopyPlan(planner._draft.Finish(), opened);
        }
        catch
        {
            opened.ForEach(handle => handle.Dispose());
            throw;
        }
    }

    private void PutAll(CancellationToken cancellationToken)
    {
        if (_selection.Sources.IsEmpty)
        {
            return;
        }

        StagedArchive?[] archives = [.. _selection.Sources.Select(source => MayUnpack(source) ? _archives.TryOpen(source) : null)];
        (string destination, bool isDirectory) = ResolveDestination(archives);
        _draft.AddDirectories(isDirectory ? destination : ImagePath.Parent(destination), _owner?.UserId ?? 0, _owner?.GroupId ?? 0);
        for (int i = 0; i < archives.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (archives[i] is { } archive)
            {
                new ArchiveMerger(_draft, destination, _owner, i).Merge(archive, cancellationToken);
            }
            else
            {
                Put(_selection.Sources[i], destination, isDirectory);
            }
        }
    }

    private bool MayUnpack(SelectedSource source) =>
        _options.IsAdd
        && !source.IsDirectory
        && source.Files[0].File.Status.IsRegular
        && (source.Source.IsRemote ? _options.Unpacks == true : source.Source.FileName is null && _options.Unpacks != false);

    private (string Path, bool IsDirectory) ResolveDestination(StagedArchive?[] archives)
    {
        CopyRequest request = _selection.Request;
        string text = request.Destination;
        bool saysDirectory = text.Length == 0 || ImagePath.Name(text) is "" or "." or "..";
        RootLookup found = RootLookup.Find(_draft, ImagePath.Absolute(request.WorkingDirectory, text), follow: true);
        if (found.Obstacle is { } obstacle)
        {
            throw new InputException($"cannot copy to \"{text}\": \"/{obstacle}\" is no directory");
        }

        bool isDirectory = saysDirectory
            || found.Path.Length == 0
            || found.Entry is { Kind: FileKind.Directory }
            || archives.Any(archive => archive is not null)
            || _selection.Sources.Any(source => source.IsDirectory);
        return isDirectory || _selection.Sources.Length == 1
            ? (found.Path, isDirectory)
            : throw new InputException(
                $"{_selection.Sources.Length} files cannot be copied to \"{text}\", which is no directory", $"write \"{text}/\"");
    }

    private void Put(SelectedSource source, string destination, bool isDirectory)
    {
        foreach (SelectedFile selected in source.Files)
        {
            LayerEntry entry = EntryOf(source, selected, isDirectory ? ImagePath.Join(destination, selected.RelativePath) : destination);
            if (entry.Kind == FileKind.Directory)
            {
                _draft.PutDirectory(entry, replaces: false);
                continue;
            }

            FileStatus status = selected.File.Status;
            IEntryContent? content = status.IsRegular
                ? new TreeContent(source.Source.Tree, selected.File, selected.Details.Digest)
                : null;
            LinkKey? link = status is { IsRegular: true, LinkCount: > 1 } ? new LinkKey(source.Word, status.FileSystem, status.Inode) : null;
            _draft.PutFile(entry, content, link, replaces: false);
        }
    }

    private LayerEntry EntryOf(SelectedSource source, SelectedFile selected, string path)
    {
        FileStatus status = selected.File.Status;
        if (status.Kind == FileKind.CharacterDevice && status.Device == default)
        {
            throw new InputException($"\"{selected.File.Path}\" is the device 0:0, which stands for a removed file in a layer");
        }

        (uint userId, uint groupId) = _owner ?? (source.Source.Tree.KeepsOwners ? (status.UserId, status.GroupId) : (0, 0));
        return LayerEntry.From(path, status) with
        {
            Mode = CopyModes.Apply(_mode, status),
            UserId = userId,
            GroupId = groupId,
            LinkTarget = selected.File.LinkTarget,
            Xattrs = selected.Details.Xattrs,
        };
    }
}
