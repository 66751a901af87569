using System.Buffers.Binary;
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
            ContentOf(selected, status));
    }

    /// <summary>What <see cref="Content"/> is for a regular file without attributes.</summary>
    /// <param name="digest">The SHA-256 of its content.</param>
    public static UInt128 ContentOf(FileDigest digest)
    {
        Span<byte> fixedPart = stackalloc byte[FileDigest.Size + 8];
        fixedPart.Clear();
        digest.CopyTo(fixedPart);
        return XxHash128.HashToUInt128(fixedPart);
    }

    private static UInt128 ContentOf(SelectedFile selected, in FileStatus status)
    {
        Span<byte> fixedPart = stackalloc byte[FileDigest.Size + 8];
        selected.Details.Digest.CopyTo(fixedPart);
        bool isDevice = status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice;
        BinaryPrimitives.WriteUInt64LittleEndian(fixedPart[FileDigest.Size..], isDevice ? status.Device.Packed : 0);
        XxHash128 content = new();
        content.Append(fixedPart);
        content.Append(PathText.Encode(selected.File.LinkTarget ?? ""));
        foreach (LayerXattr xattr in selected.Details.Xattrs)
        {
            content.Append(PathText.Encode(xattr.Name));
            content.Append(xattr.Value.AsSpan());
        }

        return content.GetCurrentHashAsUInt128();
    }
}
