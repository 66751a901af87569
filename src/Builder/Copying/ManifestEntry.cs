using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>What a manifest holds of one file.</summary>
/// <param name="Path">The path in the source tree.</param>
/// <param name="Kind">The type.</param>
/// <param name="Mode">The mode that the copy gets.</param>
/// <param name="UserId">The owner that counts, or 0.</param>
/// <param name="GroupId">The group that counts, or 0.</param>
/// <param name="Content">A short digest of content, link target, device number and attributes.</param>
public readonly record struct ManifestEntry(string Path, FileKind Kind, int Mode, uint UserId, uint GroupId, UInt128 Content)
{
    internal static ManifestEntry Of(SelectedSource source, SelectedFile selected, FileModeText? mode, bool ownersCount)
    {
        FileStatus status = selected.File.Status;
        return new ManifestEntry(
            source.Source.FileName ?? selected.File.Path,
            status.Kind,
            CopyModes.Apply(mode, status),
            ownersCount ? status.UserId : 0,
            ownersCount ? status.GroupId : 0,
            ContentOf(selected.Details.Digest, DeviceOf(status), selected.File.LinkTarget ?? "", selected.Details.Xattrs));
    }

    /// <summary>What <see cref="Content"/> is for a regular file without attributes.</summary>
    /// <param name="digest">The SHA-256 of its content.</param>
    public static UInt128 ContentOf(FileDigest digest) => ContentOf(digest, 0, "", []);

    private static ulong DeviceOf(in FileStatus status) => status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice ? status.Device.Packed : 0;

    private static UInt128 ContentOf(FileDigest digest, ulong device, string linkTarget, ImmutableArray<LayerXattr> xattrs)
    {
        Span<byte> fixedPart = stackalloc byte[FileDigest.Size + sizeof(ulong)];
        digest.CopyTo(fixedPart);
        BinaryPrimitives.WriteUInt64LittleEndian(fixedPart[FileDigest.Size..], device);
        XxHash128 content = new();
        content.Append(fixedPart);
        content.Append(PathText.Encode(linkTarget));
        foreach (LayerXattr xattr in xattrs)
        {
            content.Append(PathText.Encode(xattr.Name));
            content.Append(xattr.Value.AsSpan());
        }

        return content.GetCurrentHashAsUInt128();
    }
}
