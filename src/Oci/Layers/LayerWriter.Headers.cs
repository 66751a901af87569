using System.Collections.Immutable;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <content>Headers: ustar, and pax records for what ustar cannot hold.</content>
public sealed partial class LayerWriter
{
    private readonly PaxRecords _pax = new();
    private byte[] _name = new byte[1024];
    private byte[] _linkName = new byte[1024];

    private void AddHeader(LayerEntry entry)
    {
        if (!entry.IsMarker && Whiteouts.IsReserved(entry.Path))
        {
            throw new InvalidContentException(
                $"\"{entry.Path}\" cannot be stored in a layer: names that begin with \"{Whiteouts.Prefix}\" stand for removed files there");
        }

        ReadOnlySpan<byte> name = NameOf(entry);
        string? link = entry.HardLinkTo ?? entry.LinkTarget;
        ReadOnlySpan<byte> linkName = link is null ? [] : Encode(link, ref _linkName, 0);
        TarHeader header = new()
        {
            Name = name,
            LinkName = linkName,
            Type = TypeOf(entry),
            Mode = entry.Mode,
            UserId = entry.UserId,
            GroupId = entry.GroupId,
            Size = entry.HardLinkTo is null ? entry.SizeInBytes : 0,
            ModifiedSeconds = _times.SecondsOf(entry.ModifiedAt),
            DeviceMajor = entry.Device.Major,
            DeviceMinor = entry.Device.Minor,
        };
        bool isSplit = !NeedsRecord(name, TarFormat.NameSize) || TrySplit(name, ref header);
        AddPax(entry, header, isSplit ? [] : name, NeedsRecord(linkName, TarFormat.NameSize) ? linkName : []);
        header.WriteTo(_output.TakeBlock());
        Index?.Add(WithSortedXattrs(entry), _output.Length);
        _entryCount++;
    }

    /// <summary>Adds the extended header, if any value needs one, with its keys in byte order.</summary>
    private void AddPax(LayerEntry entry, in TarHeader header, ReadOnlySpan<byte> longName, ReadOnlySpan<byte> longLinkName)
    {
        _pax.Clear();
        AddXattrs(entry);
        AddNumber("gid"u8, header.GroupId, TarFormat.LargestShortNumber);
        if (!System.Text.Unicode.Utf8.IsValid(longName) || !System.Text.Unicode.Utf8.IsValid(longLinkName))
        {
            _pax.Add("hdrcharset"u8, "BINARY"u8);
        }

        AddText("linkpath"u8, longLinkName);
        AddNumber("mtime"u8, header.ModifiedSeconds, TarFormat.LargestLongNumber);
        AddText("path"u8, longName);
        AddNumber("size"u8, header.Size, TarFormat.LargestLongNumber);
        AddNumber("uid"u8, header.UserId, TarFormat.LargestShortNumber);
        if (_pax.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> body = _pax.Body;
        TarHeader extended = new() { Prefix = "PaxHeaders.0"u8, Name = LastComponent(header.Name), Type = (byte)'x', Mode = 0x1A4, Size = body.Length };
        extended.WriteTo(_output.TakeBlock());
        _output.Write(body);
        _output.Pad();
    }

    private void AddXattrs(LayerEntry entry)
    {
        foreach (LayerXattr xattr in WithSortedXattrs(entry).Xattrs)
        {
            _pax.Add(PaxKeys.OfXattr(xattr.Name), xattr.Value.AsSpan());
        }
    }

    private void AddText(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            _pax.Add(key, value);
        }
    }

    private void AddNumber(ReadOnlySpan<byte> key, long value, long largest)
    {
        if (value < 0 || value > largest)
        {
            _pax.Add(key, value);
        }
    }

    /// <summary>The name as tar has it: directories end in a slash, and the root is <c>./</c>.</summary>
    private ReadOnlySpan<byte> NameOf(LayerEntry entry)
    {
        if (entry.Path.StartsWith('/') || entry.Path.EndsWith('/'))
        {
            throw new ArgumentException("an entry's path neither begins nor ends with a slash", nameof(entry));
        }

        bool isDirectory = entry.Kind == FileKind.Directory && entry.HardLinkTo is null;
        ReadOnlySpan<byte> name = Encode(entry.Path.Length == 0 ? "." : entry.Path, ref _name, 1);
        if (!isDirectory)
        {
            return name;
        }

        _name[name.Length] = (byte)'/';
        return _name.AsSpan(0, name.Length + 1);
    }

    private static ReadOnlySpan<byte> Encode(string text, ref byte[] buffer, int spare)
    {
        int most = PathText.MaxByteCount(text) + spare;
        if (buffer.Length < most)
        {
            buffer = new byte[most];
        }

        return buffer.AsSpan(0, PathText.Encode(text, buffer));
    }

    private static bool NeedsRecord(ReadOnlySpan<byte> text, int size) =>
        text.Length > size || !System.Text.Ascii.IsValid(text);

    /// <summary>Puts the directories of a long name into the prefix field, where both parts fit.</summary>
    private static bool TrySplit(ReadOnlySpan<byte> name, ref TarHeader header)
    {
        int slash = name[..Math.Min(TarFormat.PrefixSize + 1, name.Length - 1)].LastIndexOf((byte)'/');
        if (slash <= 0 || !System.Text.Ascii.IsValid(name) || name.Length - slash - 1 > TarFormat.NameSize)
        {
            return false;
        }

        header.Prefix = name[..slash];
        header.Name = name[(slash + 1)..];
        return true;
    }

    private static ReadOnlySpan<byte> LastComponent(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> trimmed = name.TrimEnd((byte)'/');
        return trimmed[(trimmed.LastIndexOf((byte)'/') + 1)..];
    }

    private static LayerEntry WithSortedXattrs(LayerEntry entry)
    {
        ImmutableArray<LayerXattr> xattrs = entry.Xattrs.IsDefault ? [] : entry.Xattrs;
        for (int i = 1; i < xattrs.Length; i++)
        {
            if (PathText.Compare(xattrs[i - 1].Name, xattrs[i].Name) > 0)
            {
                return entry with { Xattrs = xattrs.Sort((left, right) => PathText.Compare(left.Name, right.Name)) };
            }
        }

        return entry.Xattrs.IsDefault ? entry with { Xattrs = [] } : entry;
    }

    private static byte TypeOf(LayerEntry entry) => entry.HardLinkTo is not null
        ? (byte)'1'
        : entry.Kind switch
        {
            FileKind.Regular => (byte)'0',
            FileKind.SymbolicLink => (byte)'2',
            FileKind.CharacterDevice => (byte)'3',
            FileKind.BlockDevice => (byte)'4',
            FileKind.Directory => (byte)'5',
            FileKind.Fifo => (byte)'6',
            _ => throw new ArgumentException($"a {entry.Kind} cannot be stored in a layer", nameof(entry)),
        };
}
