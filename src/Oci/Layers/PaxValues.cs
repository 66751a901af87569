using System.Collections.Immutable;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>The values that pax extended headers give to the entry that follows them.</summary>
/// <remarks>POSIX.1-2017, pax, "pax Extended Header"; GNU tar manual, "Storing Sparse Files".</remarks>
internal sealed class PaxValues
{
    private readonly SortedList<string, ImmutableArray<byte>> _xattrs = new(StringComparer.Ordinal);
    private long? _pendingOffset;

    /// <summary>Makes values that begin as those of <paramref name="global"/>.</summary>
    public PaxValues(PaxValues? global = null)
    {
        if (global is null)
        {
            return;
        }

        (Path, LinkPath, Size, UserId, GroupId, ModifiedAt) =
            (global.Path, global.LinkPath, global.Size, global.UserId, global.GroupId, global.ModifiedAt);
        foreach ((string name, ImmutableArray<byte> value) in global._xattrs)
        {
            _xattrs[name] = value;
        }
    }

    public string? Path { get; private set; }

    public string? LinkPath { get; private set; }

    public long? Size { get; private set; }

    public long? UserId { get; private set; }

    public long? GroupId { get; private set; }

    public UnixTime? ModifiedAt { get; private set; }

    /// <summary>The real name of a sparse file, whose header has a made-up one.</summary>
    public string? SparseName { get; private set; }

    /// <summary>The real size of a sparse file.</summary>
    public long? SparseSize { get; private set; }

    /// <summary>The stored parts of a sparse file in the formats 0.0 and 0.1.</summary>
    public List<SparseExtent>? SparseExtents { get; private set; }

    /// <summary>Whether the content begins with the map of a sparse file, format 1.0.</summary>
    public bool HasSparseMap { get; private set; }

    public ImmutableArray<LayerXattr> Xattrs =>
        _xattrs.Count == 0 ? [] : [.. _xattrs.Select(pair => new LayerXattr(pair.Key, pair.Value))];

    /// <summary>Takes over the records of a header.</summary>
    /// <returns>False if they are malformed.</returns>
    public bool TryAdd(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            int space = records.IndexOf((byte)' ');
            if (space < 1 || !TarNumber.TryParseDecimal(records[..space], out long length)
                || length <= space + 1 || length > records.Length || records[(int)length - 1] != '\n')
            {
                // Some writers fill the rest of the last block with zeros and count them in.
                return !records.ContainsAnyExcept((byte)0);
            }

            ReadOnlySpan<byte> record = records[(space + 1)..((int)length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals < 1 || !TryAdd(record[..equals], record[(equals + 1)..]))
            {
                return false;
            }

            records = records[(int)length..];
        }

        return true;
    }

    private bool TryAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => key switch
    {
        _ when key.SequenceEqual("path"u8) => TrySetText(value, text => Path = text),
        _ when key.SequenceEqual("linkpath"u8) => TrySetText(value, text => LinkPath = text),
        _ when key.SequenceEqual("size"u8) => TrySetNumber(value, number => Size = number),
        _ when key.SequenceEqual("uid"u8) => TrySetNumber(value, number => UserId = number),
        _ when key.SequenceEqual("gid"u8) => TrySetNumber(value, number => GroupId = number),
        _ when key.SequenceEqual("mtime"u8) => TrySetTime(value),
        _ when key.StartsWith(PaxKeys.XattrPrefix) => AddXattr(PaxKeys.XattrNameOf(key[PaxKeys.XattrPrefix.Length..]), value),
        _ when key.StartsWith("GNU.sparse."u8) => TryAddSparse(key["GNU.sparse.".Length..], value),
        _ => true,
    };

    private bool AddXattr(string name, ReadOnlySpan<byte> value)
    {
        _xattrs[name] = [.. value];
        return name.Length > 0 && !name.Contains('\0');
    }

    private bool TryAddSparse(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => key switch
    {
        _ when key.SequenceEqual("major"u8) => TrySetNumber(value, number => HasSparseMap = number == 1),
        _ when key.SequenceEqual("name"u8) => TrySetText(value, text => SparseName = text),
        _ when key.SequenceEqual("size"u8) || key.SequenceEqual("realsize"u8) => TrySetNumber(value, number => SparseSize = number),
        _ when key.SequenceEqual("offset"u8) => TrySetNumber(value, number => _pendingOffset = number),
        _ when key.SequenceEqual("numbytes"u8) => TrySetNumber(value, AddExtent),
        _ when key.SequenceEqual("map"u8) => TryAddMap(value),
        _ => true,
    };

    private void AddExtent(long? length)
    {
        (SparseExtents ??= []).Add(new SparseExtent(_pendingOffset ?? -1, length ?? -1));
        _pendingOffset = null;
    }

    private bool TryAddMap(ReadOnlySpan<byte> map)
    {
        SparseExtents = [];
        foreach (Range range in map.Split((byte)','))
        {
            if (map.IsEmpty)
            {
                return true;
            }

            if (!TarNumber.TryParseDecimal(map[range], out long number))
            {
                return false;
            }

            if (_pendingOffset is null)
            {
                _pendingOffset = number;
            }
            else
            {
                AddExtent(number);
            }
        }

        return _pendingOffset is null;
    }

    private static bool TrySetText(ReadOnlySpan<byte> value, Action<string?> set)
    {
        set(value.IsEmpty ? null : PathText.Decode(value));
        return !value.Contains((byte)0);
    }

    private static bool TrySetNumber(ReadOnlySpan<byte> value, Action<long?> set)
    {
        long number = 0;
        bool isValid = value.IsEmpty || TarNumber.TryParseDecimal(value, out number);
        set(value.IsEmpty ? null : number);
        return isValid;
    }

    private bool TrySetTime(ReadOnlySpan<byte> value)
    {
        ModifiedAt = null;
        if (value.IsEmpty)
        {
            return true;
        }

        int point = value.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? value : value[..point];
        if (!TarNumber.TryParseDecimal(whole, out long seconds) || seconds is <= -(1L << 60) or >= 1L << 60)
        {
            return false;
        }

        int nanoseconds = 0;
        ReadOnlySpan<byte> fraction = point < 0 ? [] : value[(point + 1)..];
        for (int i = 0; i < 9; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < fraction.Length && fraction[i] is >= (byte)'0' and <= (byte)'9' ? fraction[i] - '0' : 0);
        }

        ModifiedAt = whole[0] == '-' && nanoseconds > 0
            ? new UnixTime(seconds - 1, 1_000_000_000 - nanoseconds)
            : new UnixTime(seconds, nanoseconds);
        return true;
    }
}
