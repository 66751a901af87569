using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>Merges an archive into a directory of a layer, file by file, as if it were unpacked there.</summary>
/// <remarks>
/// The directory is the root for every link on the way to a member, and nothing is written through a link. Existing directories are
/// merged; everything else that is in the way is replaced.
/// </remarks>
/// <param name="draft">The layer.</param>
/// <param name="destination">The directory.</param>
/// <param name="owner">The owner of all members, or null for the archive's own.</param>
/// <param name="number">Tells this archive from others of the layer.</param>
internal sealed class ArchiveMerger(LayerDraft draft, string destination, (uint UserId, uint GroupId)? owner, int number)
{
    private ulong _memberCount;

    /// <summary>Merges all members.</summary>
    /// <exception cref="InputException">A member cannot be placed.</exception>
    public void Merge(StagedArchive archive, CancellationToken cancellationToken)
    {
        foreach (StagedMember member in archive.Members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _memberCount++;
            if (member.Entry.Path.Length > 0)
            {
                Put(archive, member);
            }
        }
    }

    private void Put(StagedArchive archive, StagedMember member)
    {
        string parent = Resolve(archive, ImagePath.Parent(member.Entry.Path), follow: true);
        draft.AddDirectories(parent, owner?.UserId ?? 0, owner?.GroupId ?? 0);
        string path = ImagePath.Join(parent, ImagePath.Name(member.Entry.Path));
        if (member.Entry.HardLinkTo is { } target)
        {
            PutLink(archive, path, target);
            return;
        }

        if (member.Entry is { Kind: FileKind.CharacterDevice, Device: { Major: 0, Minor: 0 } })
        {
            throw new InputException($"\"{member.Entry.Path}\" in {archive.Name} is the device 0:0, which stands for a removed file in a layer");
        }

        LayerEntry entry = member.Entry with { Path = path, Xattrs = XattrFilter.OfArchive(member.Entry.Xattrs) };
        entry = owner is { } given ? entry with { UserId = given.UserId, GroupId = given.GroupId } : entry;
        if (entry.Kind == FileKind.Directory)
        {
            draft.PutDirectory(entry, replaces: true);
        }
        else
        {
            draft.PutFile(entry, member.Content, null, replaces: true);
        }
    }

    private void PutLink(StagedArchive archive, string path, string target)
    {
        string targetPath = Resolve(archive, target, follow: false);
        DraftEntry linked = draft.TryGetDrafted(targetPath) is { Entry.Kind: not FileKind.Directory } drafted
            ? drafted
            : throw new InputException($"\"{target}\" is the target of a hard link in {archive.Name}, but no file that comes before it there");
        if (path == targetPath)
        {
            return;
        }

        LinkKey? link = linked.Link;
        if (link is null && linked.Entry.Kind == FileKind.Regular)
        {
            link = new LinkKey(~number, default, _memberCount);
            draft.Link(targetPath, link.Value);
        }

        draft.PutFile(linked.Entry with { Path = path }, linked.Content, link, replaces: true);
    }

    private string Resolve(StagedArchive archive, string path, bool follow)
    {
        ResolvedPath resolved = LinkResolver.Resolve(path, follow, Look);
        return resolved.Obstacle is null
            ? ImagePath.Join(destination, resolved.Path)
            : throw new InputException($"\"{path}\" in {archive.Name} cannot be placed: \"/{ImagePath.Join(destination, resolved.Obstacle)}\" is no directory");
    }

    private (FileKind Kind, string? LinkTarget)? Look(string path) =>
        draft.TryGet(ImagePath.Join(destination, path)) is { } entry ? (entry.Kind, entry.LinkTarget) : null;
}
