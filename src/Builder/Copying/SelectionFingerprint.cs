using System.Buffers.Binary;
using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>Computes what identifies a selection: names, types, modes, owners where they count, contents; never times.</summary>
internal sealed class SelectionFingerprint
{
    private const long Version = 1;

    private readonly CopyRequest _request;
    private readonly FileModeText? _mode;
    private readonly KeyHasher _hasher = new();
    private byte[] _buffer = new byte[512];

    private SelectionFingerprint(CopyRequest request)
    {
        _request = request;
        _mode = CopyModes.Parse(request.Options);
    }

    /// <summary>Makes a selection of what was found.</summary>
    public static SourceSelection Complete(CopyRequest request, ImmutableArray<SelectedSource> sources, ImmutableArray<string> notes)
    {
        SelectionFingerprint fingerprint = new(request);
        fingerprint._hasher.Append(Version);
        fingerprint._hasher.Append(sources.Length);
        foreach (SelectedSource source in sources)
        {
            fingerprint.Add(source);
        }

        return new SourceSelection(request, sources, fingerprint._hasher.Finish(), notes);
    }

    private void Add(SelectedSource source)
    {
        bool ownersCount = source.OwnersCount(_request.Options);
        _hasher.Append(source.IsDirectory ? 1 : 0);
        _hasher.Append(source.Files.Length);
        Dictionary<(DeviceNumber, ulong), int> links = [];
        for (int i = 0; i < source.Files.Length; i++)
        {
            SelectedFile selected = source.Files[i];
            FileStatus status = selected.File.Status;
            int linkedTo = i;
            if (status is { IsDirectory: false, LinkCount: > 1 } && !links.TryAdd((status.FileSystem, status.Inode), i))
            {
                linkedTo = links[(status.FileSystem, status.Inode)];
            }

            Add(selected, ownersCount, i - linkedTo);
        }
    }

    private void Add(SelectedFile selected, bool ownersCount, int linkedBack)
    {
        const int Fixed = 60;
        FileStatus status = selected.File.Status;
        int mode = CopyModes.Apply(_mode, status);
        (uint userId, uint groupId) = ownersCount ? (status.UserId, status.GroupId) : (0u, 0u);
        int most = Fixed + PathText.MaxByteCount(selected.RelativePath) + PathText.MaxByteCount(selected.File.LinkTarget);
        if (_buffer.Length < most)
        {
            _buffer = new byte[most * 2];
        }

        Span<byte> record = _buffer;
        record[..Fixed].Clear();
        selected.Details.Digest.CopyTo(record);
        if (status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record, status.Device.Packed);
        }

        BinaryPrimitives.WriteInt32LittleEndian(record[32..], mode);
        BinaryPrimitives.WriteUInt32LittleEndian(record[36..], userId);
        BinaryPrimitives.WriteUInt32LittleEndian(record[40..], groupId);
        BinaryPrimitives.WriteInt32LittleEndian(record[44..], linkedBack);
        record[48] = (byte)status.Kind;
        int link = PathText.Encode(selected.File.LinkTarget, record[Fixed..]);
        int path = PathText.Encode(selected.RelativePath, record[(Fixed + link)..]);
        BinaryPrimitives.WriteInt32LittleEndian(record[50..], link);
        BinaryPrimitives.WriteInt32LittleEndian(record[54..], path);
        BinaryPrimitives.WriteUInt16LittleEndian(record[58..], (ushort)selected.Details.Xattrs.Length);
        _hasher.Append(record[..(Fixed + link + path)]);
        foreach (LayerXattr xattr in selected.Details.Xattrs)
        {
            _hasher.Append(xattr.Name);
            _hasher.Append((long)xattr.Value.Length);
            _hasher.Append(xattr.Value.AsSpan());
        }
    }
}
