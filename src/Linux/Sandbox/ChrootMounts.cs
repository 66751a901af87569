using System.Collections.Immutable;
using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// The mounts of a command where nothing can be mounted: each lies in its place in the copy of the files while the command runs, and what was there waits
/// outside of it. Nothing can be read-only or in memory that way, and sizes have no limit.
/// </summary>
/// <remarks>Everything goes by descriptors that were opened inside the root before the command ran, never by path afterwards.</remarks>
internal sealed class ChrootMounts : IDisposable
{
    private const string CoveredName = "covered";

    private readonly DirectoryHandle _root;
    private readonly DirectoryHandle? _upper;
    private readonly MountPoints _points;
    private readonly List<PlacedMount> _placed = [];
    private readonly ImmutableHashSet<ulong>.Builder _putBack = ImmutableHashSet.CreateBuilder<ulong>();

    /// <summary>Begins without mounts.</summary>
    /// <param name="root">The root of the command.</param>
    /// <param name="upper">A directory of the same file system outside of it: what mounts cover waits there.</param>
    public ChrootMounts(DirectoryHandle root, DirectoryHandle? upper)
    {
        _root = root;
        _upper = upper;
        _points = new MountPoints(root, upper: null, firstId: 0);
    }

    /// <summary>The inodes of what was covered and lies in its place again. Being moved changes the time of an inode, not what it is.</summary>
    public ImmutableHashSet<ulong> PutBack => _putBack.ToImmutable();

    /// <summary>Puts something in its place; later ones may lie inside earlier ones.</summary>
    public void Place(SandboxMount mount)
    {
        string path = ImagePath.Normalize(mount.Target);
        _points.Ensure(_root, path, IsDirectory(mount));
        using SafeFileHandle target = _root.OpenPath(path);
        string canonical = ImagePath.Of(_root, target);
        if (canonical is "" or "proc" or "sys" || ImagePath.IsBelow(canonical, "proc", out _) || ImagePath.IsBelow(canonical, "sys", out _))
        {
            throw new SandboxException($"a mount at '/{path}' is not possible{(canonical.Length == 0 ? "" : ": /proc and /sys belong to the kernel")}", 125);
        }

        PlacedMount placed = Clear(canonical);
        UnixTime time = placed.Parent.GetStatus("").ModifiedAt;
        placed.Parent.MoveChild(placed.Name, placed.Covered);
        Make(mount, placed);
        placed.Parent.SetTimes("", time);
    }

    /// <summary>Whether a path that is missing would have to be made inside a mount.</summary>
    public bool Holds(string path)
    {
        while (path.Length > 0 && _root.TryGetStatus(path, follow: true) is null)
        {
            path = ImagePath.Split(path).Parent;
        }

        using SafeFileHandle deepest = _root.OpenPath(path);
        string canonical = ImagePath.Of(_root, deepest);
        return _placed.Exists(placed => placed.Path == canonical || ImagePath.IsBelow(canonical, placed.Path, out _));
    }

    /// <summary>Takes all away, the last first, and gives back what was lent and covered; called when no process of the command is left.</summary>
    public void TakeAway()
    {
        for (int index = _placed.Count - 1; index >= 0; index--)
        {
            TakeAway(_placed[index]);
        }

        _points.Remove();
        if (_placed.Count > 0)
        {
            _upper?.RemoveTree(CoveredName);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _placed.ForEach(static placed => placed.Dispose());
        _points.Dispose();
    }

    private static bool IsDirectory(SandboxMount mount) => mount switch
    {
        BindMount bind => DirectoryHandle.StatusOf(bind.Source, bind.Target).IsDirectory,
        TmpfsMount => true,
        _ => false,
    };

    private PlacedMount Clear(string path)
    {
        DirectoryHandle upper = _upper ?? throw new InvalidOperationException("a mount needs a place for what it covers");
        string covered = string.Create(CultureInfo.InvariantCulture, $"{CoveredName}/{_placed.Count}");
        upper.EnsureDirectory(covered, 0x1C0);
        (string parent, string name) = ImagePath.Split(path);
        PlacedMount placed = new(path, _root.OpenDirectory(parent), name, upper.OpenDirectory(covered));
        _placed.Add(placed);
        return placed;
    }

    private static void Make(SandboxMount mount, PlacedMount placed)
    {
        switch (mount)
        {
            case BindMount bind when IsDirectory(bind):
                placed.Parent.CreateDirectory(placed.Name, 0x1C0);
                placed.Lent = (new DirectoryHandle(bind.Source, bind.Target), placed.Parent.OpenChild(placed.Name));
                Move(placed.Lent.Value.Owner, placed.Lent.Value.Place);
                break;
            case BindMount bind:
                string source = $"/proc/self/fd/{(int)bind.Source.DangerousGetHandle()}";
                if (Libc.Linkat(Libc.AT_FDCWD, source, (int)placed.Parent.Handle.DangerousGetHandle(), placed.Name, Libc.AT_SYMLINK_FOLLOW) < 0)
                {
                    throw LinuxException.Last("linkat", bind.Target);
                }

                break;
            case TmpfsMount tmpfs:
                placed.Parent.CreateDirectory(placed.Name, tmpfs.Mode);
                placed.Parent.SetMode(placed.Name, tmpfs.Mode);
                break;
            case SecretFileMount secret:
                Write(secret, placed);

                // A script must not be open for writing while it is executed: execve(2), ETXTBSY.
                placed.Secret = placed.Parent.OpenChildFile(placed.Name);
                break;
            default:
                throw new ArgumentException($"unknown mount {mount.GetType()}", nameof(mount));
        }
    }

    private static void Write(SecretFileMount secret, PlacedMount placed)
    {
        using SafeFileHandle file = placed.Parent.CreateFile(placed.Name, 0x180);
        file.WriteAt(secret.Content.Span, 0);
        file.SetOwner(secret.UserId, secret.GroupId, secret.Target);
        file.SetMode(secret.Mode, secret.Target);
    }

    private void TakeAway(PlacedMount placed)
    {
        UnixTime time = placed.Parent.GetStatus("").ModifiedAt;
        if (placed.Lent is { } lent)
        {
            Move(lent.Place, lent.Owner);
        }

        // The command may have given it another name, or a second one.
        placed.Secret?.Clear();
        if (placed.Covered.TryGetChildStatus(placed.Name) is not { } covered)
        {
            return;
        }

        if (placed.Parent.TryGetChildStatus(placed.Name) is not null)
        {
            placed.Parent.RemoveChild(placed.Name);
        }

        try
        {
            placed.Covered.MoveChild(placed.Name, placed.Parent);
        }
        catch (LinuxException removed) when (removed.Errno == Errno.ENOENT)
        {
            // The command has removed the directory with all in it.
            return;
        }

        _putBack.Add(covered.Inode);
        placed.Parent.SetTimes("", time);
        if (covered.IsDirectory)
        {
            placed.Parent.SetChildTimes(placed.Name, covered.ModifiedAt);
        }
    }

    /// <summary>Moves all entries of a directory to another one, and makes that look like it.</summary>
    private static void Move(DirectoryHandle source, DirectoryHandle target)
    {
        FileStatus status = source.GetStatus("");
        if (status.LinkCount == 0)
        {
            // The command has removed the directory, and all in it before.
            return;
        }

        foreach (DirectoryEntry entry in source.ReadEntries())
        {
            source.MoveChild(entry.Name, target);
        }

        target.SetOwner("", status.UserId, status.GroupId);
        target.SetMode("", status.Mode);
        foreach (string xattr in source.ListXattrs(".").Where(static xattr => xattr.StartsWith("user.", StringComparison.Ordinal) || xattr.StartsWith("system.posix_acl_", StringComparison.Ordinal)))
        {
            if (source.GetXattr(".", xattr) is { } value)
            {
                target.SetXattr(".", xattr, value);
            }
        }

        target.SetTimes("", status.ModifiedAt);
    }
}
