using System.Buffers.Binary;
using System.IO.Hashing;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>A fingerprint over names, kinds, sizes, owners, modes and times of an unpacked layer, so that one which something else has changed is not used.</summary>
/// <remarks>
/// Contents are not read: that would cost as much as unpacking. Whoever writes to a file changes its time; a disk that loses bits does not, and
/// is found out where blobs are read.
/// </remarks>
internal static class SnapshotSeal
{
    private const int MostLevels = 2000;

    /// <summary>One of overlayfs' own names, which no mount shows and no layer takes; like the directory's name it appears by the rename.</summary>
    private static string XattrName => OverlayMount.UsesUserXattrs ? "user.overlay.seal" : "trusted.overlay.seal";

    /// <summary>Seals a finished directory, where the file system can keep a seal.</summary>
    /// <returns>The largest user or group in it.</returns>
    public static uint Write(string hostPath)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(hostPath);
        byte[] seal = new byte[sizeof(ulong)];
        uint largestId = LargestId(root.GetStatus(""));
        BinaryPrimitives.WriteUInt64LittleEndian(seal, Sum(root, 1, 0, ref largestId));
        try
        {
            root.Handle.SetXattr(XattrName, seal, hostPath);
        }
        catch (LinuxException refused) when (refused.Errno is Errno.EOPNOTSUPP or Errno.EPERM)
        {
            // Without a seal the layer is unpacked again by the next build that needs it: slower, and still right.
        }

        return largestId;
    }

    /// <summary>Whether a directory is still what it was when it was sealed.</summary>
    /// <param name="hostPath">The directory.</param>
    /// <param name="largestId">The largest user or group in it.</param>
    public static bool IsIntact(string hostPath, out uint largestId)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(hostPath);
        largestId = LargestId(root.GetStatus(""));
        return root.Handle.GetXattr(XattrName, hostPath) is { Length: sizeof(ulong) } seal && BinaryPrimitives.ReadUInt64LittleEndian(seal) == Sum(root, 1, 0, ref largestId);
    }

    /// <summary>A sum, since the order of names in a directory is that of the file system.</summary>
    private static ulong Sum(DirectoryHandle directory, ulong above, int level, ref uint largestId)
    {
        ulong sum = above;
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            FileStatus status = directory.GetChildStatus(entry.Name);
            ulong own = Hash(entry.Name, status, above);
            sum += own;
            largestId = Math.Max(largestId, LargestId(status));
            if (status.IsDirectory && level < MostLevels && directory.TryOpenChild(entry.Name) is { } child)
            {
                using (child)
                {
                    sum += Sum(child, own, level + 1, ref largestId);
                }
            }
        }

        return sum;
    }

    private static uint LargestId(in FileStatus status) => Math.Max(status.UserId, status.GroupId);

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
        return XxHash3.HashToUInt64(fields) + (31 * XxHash3.HashToUInt64(System.Runtime.InteropServices.MemoryMarshal.AsBytes(name.AsSpan()), (long)above));
    }
}
