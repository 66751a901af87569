using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>The entries of one layer, to be looked up without unpacking it.</summary>
/// <remarks>
/// Kept as it is stored: magic and version, flags, count, the offsets of the records in order of their paths, the records, and an
/// XxHash3 over all of it. Nothing is decoded before it is asked for.
/// </remarks>
public sealed class LayerIndex
{
    private const int HeaderSize = 16;
    private const int OffsetSize = 4;
    private const int HashSize = 8;
    private const uint IsExactFlag = 1;

    private readonly byte[] _data;
    private readonly int _records;

    private LayerIndex(byte[] data)
    {
        _data = data;
        Count = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(12));
        _records = HeaderSize + (Count * OffsetSize);
    }

    /// <summary>The number of entries, markers and implied directories included.</summary>
    public int Count { get; }

    /// <summary>
    /// Whether unpacking gives just these entries; false where the layer has entries below a link or file of its own, or a path that was a
    /// directory and something else.
    /// </summary>
    public bool IsExact => (BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(8)) & IsExactFlag) != 0;

    private static ReadOnlySpan<byte> Magic => "sblindx1"u8;

    /// <summary>Reads the headers of a layer.</summary>
    /// <param name="tar">The uncompressed tar stream; content is passed over by seeking where it can.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="cancellationToken">Looked at before each entry.</param>
    /// <exception cref="InvalidContentException">The stream is malformed.</exception>
    public static LayerIndex Build(Stream tar, string name, CancellationToken cancellationToken)
    {
        using LayerReader reader = new(tar, name);
        LayerIndexBuilder builder = new();
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            builder.Add(reader, entry);
        }

        return builder.Build();
    }

    /// <summary>Reads an index that <see cref="Save"/> has written.</summary>
    /// <exception cref="InvalidContentException">The bytes are not, or not quite, such an index.</exception>
    public static LayerIndex Load(ReadOnlySpan<byte> data)
    {
        bool isWhole = data.Length >= HeaderSize + HashSize
            && data.StartsWith(Magic)
            && XxHash3.HashToUInt64(data[..^HashSize]) == BinaryPrimitives.ReadUInt64LittleEndian(data[^HashSize..]);
        return isWhole ? new LayerIndex(data.ToArray()) : throw new InvalidContentException("a layer's index is damaged");
    }

    /// <summary>Writes the index.</summary>
    public void Save(Stream output) => output.Write(_data);

    /// <summary>Finds an entry; markers are not found.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="contentOffset">Where its content begins in the uncompressed stream; -1 where it does not lie in one piece.</param>
    public bool TryGet(string path, [NotNullWhen(true)] out LayerEntry? entry, out long contentOffset)
    {
        entry = null;
        contentOffset = -1;
        int position = Find(PathText.Encode(path));
        if (position < 0)
        {
            return false;
        }

        LayerEntry found = IndexRecord.Read(RecordAt(position), out contentOffset);
        entry = found.IsMarker ? null : found;
        return entry is not null;
    }

    /// <summary>The entries directly in a directory, in byte order of their names, without markers.</summary>
    public IEnumerable<LayerEntry> Children(string directory)
    {
        byte[] parent = PathText.Encode(directory);
        int position = Find(parent);
        position = position < 0 ? ~position : position + 1;
        while (position < Count && IndexOrder.IsBelow(PathAt(position), parent))
        {
            LayerEntry entry = IndexRecord.Read(RecordAt(position), out _);
            if (!entry.IsMarker)
            {
                yield return entry;
            }

            position = EndOf(position);
        }
    }

    /// <summary>All entries, markers included, each directory before what is in it.</summary>
    public IEnumerable<LayerEntry> All()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return IndexRecord.Read(RecordAt(i), out _);
        }
    }

    /// <summary>Whether the layer removes what lower layers have at a path.</summary>
    public bool IsWhiteout(string path)
    {
        int slash = path.LastIndexOf('/');
        return Find(PathText.Encode(path.Insert(slash + 1, Whiteouts.Prefix))) >= 0;
    }

    /// <summary>Whether the layer hides all that lower layers have in a directory.</summary>
    public bool IsOpaque(string directory) => Find(PathText.Encode(EntryPath.Join(directory, Whiteouts.OpaqueName))) >= 0;

    /// <summary>Whether what lower layers have at a path cannot be seen through this layer; directories of both merge and are seen.</summary>
    public bool Hides(string path)
    {
        if (IsWhiteout(path) || HasOtherThanDirectory(path))
        {
            return true;
        }

        while (path.Length > 0)
        {
            path = EntryPath.ParentOf(path);
            if (IsOpaque(path) || (path.Length > 0 && (IsWhiteout(path) || HasOtherThanDirectory(path))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes an index of sorted records.</summary>
    internal static LayerIndex From(ReadOnlySpan<byte> records, List<int> offsets, bool isExact)
    {
        byte[] data = new byte[HeaderSize + (offsets.Count * OffsetSize) + records.Length + HashSize];
        Magic.CopyTo(data);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(8), isExact ? IsExactFlag : 0);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(12), offsets.Count);
        for (int i = 0; i < offsets.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(HeaderSize + (i * OffsetSize)), offsets[i]);
        }

        records.CopyTo(data.AsSpan(HeaderSize + (offsets.Count * OffsetSize)));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(data.Length - HashSize), XxHash3.HashToUInt64(data.AsSpan(0, data.Length - HashSize)));
        return new LayerIndex(data);
    }

    private bool HasOtherThanDirectory(string path)
    {
        int position = Find(PathText.Encode(path));
        return position >= 0 && !IndexRecord.IsDirectory(RecordAt(position));
    }

    /// <summary>The position of a path, or the complement of where it would stand.</summary>
    private int Find(ReadOnlySpan<byte> path)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = IndexOrder.Compare(PathAt(middle), path);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The first position behind an entry and all below it.</summary>
    private int EndOf(int position)
    {
        ReadOnlySpan<byte> path = PathAt(position);
        int low = position + 1;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = IndexOrder.IsBelow(PathAt(middle), path) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private ReadOnlySpan<byte> RecordAt(int position)
    {
        int offset = BinaryPrimitives.ReadInt32LittleEndian(_data.AsSpan(HeaderSize + (position * OffsetSize)));
        return _data.AsSpan(_records + offset);
    }

    private ReadOnlySpan<byte> PathAt(int position) => IndexRecord.PathOf(RecordAt(position));
}
