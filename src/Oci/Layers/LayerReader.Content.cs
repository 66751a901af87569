using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <content>The content of regular files; sparse files come with their holes as zeros.</content>
public sealed partial class LayerReader
{
    private const int SparseRecordSize = 2 * TarFormat.LongNumberSize;
    private const int OldSparseOffset = 386;
    private const int OldSparseCount = 4;
    private const int OldSparseContinuedOffset = 482;
    private const int OldRealSizeOffset = 483;
    private const int SparseBlockCount = 21;
    private const int SparseBlockContinuedOffset = 504;

    private List<SparseExtent>? _extents;
    private int _extent;
    private long _position;
    private long _size;

    /// <summary>Whether the present entry is a sparse file, whose size may be far beyond what the archive stores.</summary>
    public bool IsSparse => _extents is not null;

    /// <summary>The bytes that the archive still stores of the present entry's content; fewer than its size where it is sparse.</summary>
    public long StoredBytes => _storedRest;

    /// <summary>Reads on in the present entry's content.</summary>
    /// <returns>The number of bytes, 0 at the end.</returns>
    /// <exception cref="InvalidContentException">The archive is cut off.</exception>
    public int ReadContent(Span<byte> buffer)
    {
        long most = Math.Min(buffer.Length, _size - _position);
        if (most == 0)
        {
            return 0;
        }

        if (_extents is not null)
        {
            while (_extent < _extents.Count && _position >= _extents[_extent].Offset + _extents[_extent].Length)
            {
                _extent++;
            }

            long hole = (_extent < _extents.Count ? _extents[_extent].Offset : _size) - _position;
            if (hole > 0)
            {
                int zeros = (int)Math.Min(most, hole);
                buffer[..zeros].Clear();
                _position += zeros;
                return zeros;
            }

            most = Math.Min(most, _extents[_extent].Offset + _extents[_extent].Length - _position);
        }

        ReadOnlySpan<byte> some = TakeStored(most);
        some.CopyTo(buffer);
        _position += some.Length;
        return some.Length;
    }

    /// <summary>The rest of the present entry's content as a stream, valid until the next entry is read.</summary>
    public Stream OpenContent() => new EntryContentStream(this);

    /// <summary>Writes the present entry's whole content to an empty file; holes stay holes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">How an error names it.</param>
    /// <exception cref="InvalidContentException">The archive is cut off.</exception>
    public void CopyContentTo(SafeFileHandle file, string name)
    {
        if (_extents is null)
        {
            CopyStored(file, 0, _size, name);
            return;
        }

        foreach (SparseExtent extent in _extents)
        {
            CopyStored(file, extent.Offset, extent.Length, name);
        }

        file.SetLength(_size, name);
        _position = _size;
    }

    private void CopyStored(SafeFileHandle file, long offset, long length, string name)
    {
        long end = offset + length;
        while (offset < end)
        {
            ReadOnlySpan<byte> some = TakeStored(end - offset);
            file.WriteAt(some, offset, name);
            offset += some.Length;
        }

        _position = end;
    }

    private ReadOnlySpan<byte> TakeStored(long most)
    {
        ReadOnlySpan<byte> some = _input.ReadSome(most);
        _storedRest -= some.Length;
        return some;
    }

    private long BeginContent(TarHeaderView header, PaxValues? pax, string path)
    {
        long stored = pax?.Size ?? header.Size;
        if (header.Type == 'S')
        {
            return BeginSparse(header.Number(OldRealSizeOffset, TarFormat.LongNumberSize), ReadOldExtents(header), stored, path);
        }

        SetStored(stored);
        if (pax is { HasSparseMap: true })
        {
            long before = _input.Position;
            List<SparseExtent> extents = ReadMap(stored);
            return BeginSparse(pax.SparseSize ?? -1, extents, stored - (_input.Position - before), path);
        }

        if (pax is { SparseExtents: { } listed })
        {
            return BeginSparse(pax.SparseSize ?? -1, listed, stored, path);
        }

        ContentOffset = _input.Position;
        BeginPlain(stored);
        return stored;
    }

    private void BeginPlain(long size) => (_extents, _position, _size) = (null, 0, size);

    private long BeginSparse(long size, List<SparseExtent> extents, long stored, string path)
    {
        if (size < 0 || stored < 0 || extents.Count > SparseExtent.Most || !SparseExtent.AreValid(extents, size, stored))
        {
            throw Malformed($"has a malformed map of the sparse file \"{path}\"");
        }

        SetStored(stored);
        ContentOffset = -1;
        (_extents, _extent, _position, _size) = (extents, 0, 0, size);
        return size;
    }

    private List<SparseExtent> ReadOldExtents(TarHeaderView header)
    {
        List<SparseExtent> extents = [];
        AddOldExtents(extents, header.Block.Slice(OldSparseOffset, OldSparseCount * SparseRecordSize));
        bool continues = header.Block[OldSparseContinuedOffset] != 0;
        while (continues && extents.Count <= SparseExtent.Most)
        {
            ReadOnlySpan<byte> block = _input.ReadBlock();
            AddOldExtents(extents, block[..(SparseBlockCount * SparseRecordSize)]);
            continues = block[SparseBlockContinuedOffset] != 0;
        }

        return extents;
    }

    private void AddOldExtents(List<SparseExtent> extents, ReadOnlySpan<byte> records)
    {
        for (; !records.IsEmpty; records = records[SparseRecordSize..])
        {
            ReadOnlySpan<byte> offset = records[..TarFormat.LongNumberSize];
            ReadOnlySpan<byte> length = records[TarFormat.LongNumberSize..SparseRecordSize];
            if (length[0] == 0)
            {
                return;
            }

            if (!TarNumber.TryParse(offset, out long offsetValue) || !TarNumber.TryParse(length, out long lengthValue))
            {
                throw Malformed("has a malformed number in the map of a sparse file");
            }

            extents.Add(new SparseExtent(offsetValue, lengthValue));
        }
    }

    /// <summary>Reads the map in front of the content: decimal numbers on lines, the count of extents first, up to a whole block.</summary>
    private List<SparseExtent> ReadMap(long stored)
    {
        List<SparseExtent> extents = [];
        SparseMapParser parser = new(extents);
        while (!parser.IsComplete)
        {
            stored -= TarFormat.BlockSize;
            if (stored < 0 || !parser.TryAdd(_input.ReadBlock()))
            {
                throw Malformed("has a malformed map of a sparse file");
            }
        }

        return extents;
    }
}
