using System.Buffers.Binary;
using System.IO.Hashing;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>The bytes of an index file: a header, records in the order in which a tree is walked, a sum over all.</summary>
internal sealed class StatIndexFile
{
    private const int HeaderSize = 24;
    private const int SumSize = 8;
    private const int MaxUnused = 100_000;
    private const int TickNanoseconds = 10_000_000;

    private readonly byte[] _content;
    private readonly int[] _offsets;
    private readonly bool[] _used;
    private readonly UnixTime _madeAt;
    private int _next;

    private StatIndexFile(byte[] content, int[] offsets, UnixTime madeAt)
    {
        _content = content;
        _offsets = offsets;
        _used = new bool[offsets.Length];
        _madeAt = madeAt;
    }

    private static ReadOnlySpan<byte> Magic => "SBSTAT1\n"u8;

    /// <summary>Reads a file's bytes; damaged ones give an empty index.</summary>
    public static StatIndexFile Parse(byte[] content)
    {
        StatIndexFile empty = new([], [], default);
        if (content.Length < HeaderSize + SumSize || !content.AsSpan().StartsWith(Magic)
            || XxHash3.HashToUInt64(content.AsSpan(0, content.Length - SumSize)) != BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(content.Length - SumSize)))
        {
            return empty;
        }

        int[] offsets = new int[BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(20))];
        int offset = HeaderSize;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = offset;
            offset += LengthAt(content, offset);
        }

        return new StatIndexFile(content, offsets, StatRecord.ReadTime(content.AsSpan(8)));
    }

    /// <summary>The details of a file that certainly did not change.</summary>
    public bool TryGet(string path, in FileStatus status, out FileDigest digest, out byte[] capability)
    {
        (digest, capability) = (default, []);
        int place = Find(path);
        if (place < 0)
        {
            return false;
        }

        _used[place] = true;
        _next = place + 1;
        ReadOnlySpan<byte> record = _content.AsSpan(_offsets[place]);
        Span<byte> now = stackalloc byte[StatRecord.StatusSize];
        StatRecord.WriteStatus(now, status);
        if (!record.StartsWith(now) || !IsOld(status.ModifiedAt) || !IsOld(status.ChangedAt))
        {
            return false;
        }

        digest = new FileDigest(record[48..]);
        int capabilityLength = BinaryPrimitives.ReadUInt16LittleEndian(record[44..]);
        capability = capabilityLength == 0 ? [] : record.Slice(StatRecord.FixedSize + PathLength(record), capabilityLength).ToArray();
        return true;
    }

    /// <summary>What is known of a file's content, whether or not the file changed since.</summary>
    public bool TryGetContent(string path, out FileDigest digest, out UnixTime modifiedAt)
    {
        (digest, modifiedAt) = (default, default);
        int place = Find(path);
        if (place < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> record = _content.AsSpan(_offsets[place]);
        (digest, modifiedAt) = (new FileDigest(record[48..]), StatRecord.ReadTime(record[8..]));
        return true;
    }

    /// <summary>Makes the bytes of an index that holds also what was added.</summary>
    public byte[] Merge(IReadOnlyDictionary<string, StatRecord> added, UnixTime madeAt)
    {
        (byte[] Path, StatRecord Record)[] news = [.. added.Select(pair => (PathText.Encode(pair.Key), pair.Value))];
        Array.Sort(news, static (left, right) => Compare(left.Path, right.Path));
        bool dropsUnused = _used.Count(used => !used) > MaxUnused;
        using MemoryStream stream = new();
        stream.Write(new byte[HeaderSize]);
        int count = news.Length;
        int next = 0;
        for (int i = 0; i < _offsets.Length; i++)
        {
            ReadOnlySpan<byte> path = PathAt(i);
            while (next < news.Length && Compare(news[next].Path, path) < 0)
            {
                news[next].Record.Write(stream, news[next++].Path);
            }

            bool isReplaced = next < news.Length && path.SequenceEqual(news[next].Path);
            if (!isReplaced && (_used[i] || !dropsUnused))
            {
                stream.Write(_content, _offsets[i], LengthAt(_content, _offsets[i]));
                count++;
            }
        }

        for (; next < news.Length; next++)
        {
            news[next].Record.Write(stream, news[next].Path);
        }

        return Close(stream, count, madeAt);
    }

    private static byte[] Close(MemoryStream stream, int count, UnixTime madeAt)
    {
        stream.Write(new byte[SumSize]);
        byte[] content = stream.ToArray();
        Magic.CopyTo(content);
        StatRecord.WriteTime(content.AsSpan(8), madeAt);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(20), count);
        ulong sum = XxHash3.HashToUInt64(content.AsSpan(0, content.Length - SumSize));
        BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(content.Length - SumSize), sum);
        return content;
    }

    private static int PathLength(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16LittleEndian(record[42..]);

    private static int LengthAt(byte[] content, int offset)
    {
        ReadOnlySpan<byte> record = content.AsSpan(offset);
        return StatRecord.FixedSize + PathLength(record) + BinaryPrimitives.ReadUInt16LittleEndian(record[44..]);
    }

    // The order of a walk: names sorted in each directory, so that a slash comes before every other byte.
    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        int first = left[common] == '/' ? 0 : left[common];
        int second = right[common] == '/' ? 0 : right[common];
        return first.CompareTo(second);
    }

    private ReadOnlySpan<byte> PathAt(int place)
    {
        ReadOnlySpan<byte> record = _content.AsSpan(_offsets[place]);
        return record.Slice(StatRecord.FixedSize, PathLength(record));
    }

    private int Find(string path)
    {
        const int OnStack = 1024;
        int most = PathText.MaxByteCount(path);
        Span<byte> buffer = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        ReadOnlySpan<byte> bytes = buffer[..PathText.Encode(path, buffer)];
        if (_next < _offsets.Length && PathAt(_next).SequenceEqual(bytes))
        {
            return _next;
        }

        int low = 0;
        int high = _offsets.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = Compare(PathAt(middle), bytes);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    // File systems with whole seconds show no nanoseconds at all; theirs must be a second older.
    private bool IsOld(UnixTime time)
    {
        UnixTime latest = time.Nanoseconds == 0
            ? new UnixTime(time.Seconds + 1, 0)
            : new UnixTime(time.Seconds + ((time.Nanoseconds + TickNanoseconds) / 1_000_000_000), (time.Nanoseconds + TickNanoseconds) % 1_000_000_000);
        return latest < _madeAt;
    }
}
