using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Oci.Content;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>A fingerprint over names, kinds, sizes, owners, modes and times of an unpacked layer, so that one which something else has changed is not used.</summary>
/// <remarks>
/// Contents are not read: that would cost as much as unpacking. Whoever writes to a file changes its time; a disk that loses bits does not, and
/// is found out where blobs are read. The entries are summed up, since the order of names in a directory is that of the file system.
/// </remarks>
internal sealed class SnapshotSeal
{
    private const int MostLevels = 2000;

    /// <summary>Directories of this level are shared out to the cores; those above are few.</summary>
    private const int SharedLevel = 2;

    private readonly Lock _joining = new();
    private ulong _sum;

    /// <summary>Begins a seal of a directory to which entries are added by <see cref="Add"/>.</summary>
    public SnapshotSeal(DirectoryHandle root) => LargestId = LargestIdOf(root.GetStatus(""));

    private SnapshotSeal()
    {
    }

    /// <summary>The largest user or group in the directory.</summary>
    public uint LargestId { get; private set; }

    /// <summary>One of overlayfs' own names, which no mount shows and no layer takes; like the directory's name it appears by the rename.</summary>
    private static string XattrName => OverlayMount.UsesUserXattrs ? "user.overlay.seal" : "trusted.overlay.seal";

    /// <summary>The seal of a directory, read on all cores.</summary>
    public static SnapshotSeal Of(DirectoryHandle root)
    {
        SnapshotSeal seal = new(root);
        List<SharedDirectory> shared = [];
        seal.AddTree(root, "", 0, 0, shared);
        ParallelWork.ForEach(shared, new ParallelOptions(), directory => seal.AddShared(root, directory));
        return seal;
    }

    /// <summary>Whether a directory is still what it was when it was sealed.</summary>
    /// <param name="hostPath">The directory.</param>
    /// <param name="largestId">The largest user or group in it.</param>
    public static bool IsIntact(string hostPath, out uint largestId)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(hostPath);
        largestId = 0;
        if (root.Handle.GetXattr(XattrName, hostPath) is not { Length: sizeof(ulong) } kept)
        {
            return false;
        }

        SnapshotSeal now = Of(root);
        largestId = now.LargestId;
        return BinaryPrimitives.ReadUInt64LittleEndian(kept) == now._sum;
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="status">Its attributes.</param>
    /// <param name="above">What this method returned for the directory in which it lies; 0 for the root.</param>
    /// <returns>A number for the entry in its place.</returns>
    public ulong Add(string name, in FileStatus status, ulong above)
    {
        ulong own = Hash(name, status, above);
        _sum += own;
        LargestId = Math.Max(LargestId, LargestIdOf(status));
        return own;
    }

    /// <summary>Seals the finished directory, where the file system can keep a seal.</summary>
    public void Attach(string hostPath)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(hostPath);
        byte[] seal = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(seal, _sum);
        try
        {
            root.Handle.SetXattr(XattrName, seal, hostPath);
        }
        catch (LinuxException refused) when (refused.Errno is Errno.EOPNOTSUPP or Errno.EPERM)
        {
            // Without a seal the layer is unpacked again by the next build that needs it: slower, and still right.
        }
    }

    private void AddTree(DirectoryHandle directory, string path, ulong above, int level, List<SharedDirectory>? shared)
    {
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            FileStatus status = directory.GetChildStatus(entry.Name);
            ulong own = Add(entry.Name, status, above);
            if (!status.IsDirectory || level >= MostLevels)
            {
                continue;
            }

            string childPath = shared is null ? "" : Path.Join(path, entry.Name);
            if (shared is not null && level == SharedLevel)
            {
                shared.Add(new SharedDirectory(childPath, own));
                continue;
            }

            using DirectoryHandle? child = directory.TryOpenChild(entry.Name);
            if (child is not null)
            {
                AddTree(child, childPath, own, level + 1, shared);
            }
        }
    }

    /// <summary>Adds what lies in a directory; called on many threads.</summary>
    private void AddShared(DirectoryHandle root, SharedDirectory directory)
    {
        using DirectoryHandle? opened = root.TryOpenDirectory(directory.Path);
        if (opened is null)
        {
            return;
        }

        SnapshotSeal part = new();
        part.AddTree(opened, "", directory.Number, SharedLevel + 1, shared: null);
        lock (_joining)
        {
            _sum += part._sum;
            LargestId = Math.Max(LargestId, part.LargestId);
        }
    }

    private static uint LargestIdOf(in FileStatus status) => Math.Max(status.UserId, status.GroupId);

    private static ulong Hash(string name, in FileStatus status, ulong above)
    {
        Span<byte> fields = stackalloc byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(fields, above);
        BinaryPrimitives.WriteInt32LittleEndian(fields[8..], (int)status.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(fields[12..], status.Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[16..], status.UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[20..], status.GroupId);
        BinaryPrimitives.WriteInt64LittleEndian(fields[24..], status.IsDirectory ? 0 : status.SizeInBytes);
        BinaryPrimitives.WriteInt64LittleEndian(fields[32..], status.ModifiedAt.Seconds);
        BinaryPrimitives.WriteInt32LittleEndian(fields[40..], status.ModifiedAt.Nanoseconds);
        fields[44..].Clear();
        return XxHash3.HashToUInt64(fields) + (31 * XxHash3.HashToUInt64(MemoryMarshal.AsBytes(name.AsSpan()), (long)above));
    }

    /// <param name="Path">Below the root.</param>
    /// <param name="Number">What <see cref="Add"/> returned for it.</param>
    private readonly record struct SharedDirectory(string Path, ulong Number);
}
