using System.Collections.Immutable;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>One entry as bytes: its path first, so that records are compared without being decoded.</summary>
internal static class IndexRecord
{
    private const byte HasLinkTarget = 0x10;
    private const byte HasHardLink = 0x20;
    private const byte IsMarker = 0x40;
    private const byte IsImplied = 0x80;
    private const byte KindMask = 0x07;

    /// <summary>Adds a record at the end of a buffer.</summary>
    public static void Write(List<byte> output, LayerEntry entry, long contentOffset)
    {
        WriteText(output, entry.Path);
        output.Add((byte)((byte)entry.Kind
            | (entry.LinkTarget is null ? 0 : HasLinkTarget)
            | (entry.HardLinkTo is null ? 0 : HasHardLink)
            | (entry.IsMarker ? IsMarker : 0)
            | (entry.IsImplied ? IsImplied : 0)));
        WriteNumber(output, (ulong)entry.Mode);
        WriteNumber(output, entry.UserId);
        WriteNumber(output, entry.GroupId);
        WriteNumber(output, (ulong)entry.SizeInBytes);
        WriteSigned(output, entry.ModifiedAt.Seconds);
        WriteNumber(output, (ulong)entry.ModifiedAt.Nanoseconds);
        WriteSigned(output, contentOffset);
        WriteNumber(output, entry.Device.Major);
        WriteNumber(output, entry.Device.Minor);
        if (entry.LinkTarget is not null)
        {
            WriteText(output, entry.LinkTarget);
        }

        if (entry.HardLinkTo is not null)
        {
            WriteText(output, entry.HardLinkTo);
        }

        WriteNumber(output, (ulong)entry.Xattrs.Length);
        foreach (LayerXattr xattr in entry.Xattrs)
        {
            WriteText(output, xattr.Name);
            WriteNumber(output, (ulong)xattr.Value.Length);
            output.AddRange(xattr.Value.AsSpan());
        }
    }

    /// <summary>The path of the record that begins at <paramref name="record"/>.</summary>
    public static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> record)
    {
        int length = (int)ReadNumber(ref record);
        return record[..length];
    }

    /// <summary>Whether the record is of a directory.</summary>
    public static bool IsDirectory(ReadOnlySpan<byte> record)
    {
        int length = (int)ReadNumber(ref record);
        return (FileKind)(record[length] & KindMask) == FileKind.Directory;
    }

    /// <summary>Decodes the record that begins at <paramref name="record"/>.</summary>
    public static LayerEntry Read(ReadOnlySpan<byte> record, out long contentOffset)
    {
        string path = ReadText(ref record);
        byte flags = record[0];
        record = record[1..];
        int mode = (int)ReadNumber(ref record);
        uint userId = (uint)ReadNumber(ref record);
        uint groupId = (uint)ReadNumber(ref record);
        long size = (long)ReadNumber(ref record);
        UnixTime modifiedAt = new(ReadSigned(ref record), (int)ReadNumber(ref record));
        contentOffset = ReadSigned(ref record);
        DeviceNumber device = new((uint)ReadNumber(ref record), (uint)ReadNumber(ref record));
        string? linkTarget = (flags & HasLinkTarget) != 0 ? ReadText(ref record) : null;
        string? hardLink = (flags & HasHardLink) != 0 ? ReadText(ref record) : null;
        return new LayerEntry(
            path, (FileKind)(flags & KindMask), mode, userId, groupId, size, modifiedAt, linkTarget, hardLink, device, ReadXattrs(ref record))
        {
            IsMarker = (flags & IsMarker) != 0,
            IsImplied = (flags & IsImplied) != 0,
        };
    }

    private static ImmutableArray<LayerXattr> ReadXattrs(ref ReadOnlySpan<byte> record)
    {
        int count = (int)ReadNumber(ref record);
        if (count == 0)
        {
            return [];
        }

        ImmutableArray<LayerXattr>.Builder xattrs = ImmutableArray.CreateBuilder<LayerXattr>();
        for (int i = 0; i < count; i++)
        {
            string name = ReadText(ref record);
            int length = (int)ReadNumber(ref record);
            xattrs.Add(new LayerXattr(name, [.. record[..length]]));
            record = record[length..];
        }

        return xattrs.ToImmutable();
    }

    private static void WriteText(List<byte> output, string text)
    {
        byte[] bytes = PathText.Encode(text);
        WriteNumber(output, (ulong)bytes.Length);
        output.AddRange(bytes);
    }

    private static string ReadText(ref ReadOnlySpan<byte> record)
    {
        int length = (int)ReadNumber(ref record);
        string text = PathText.Decode(record[..length]);
        record = record[length..];
        return text;
    }

    private static void WriteSigned(List<byte> output, long number) => WriteNumber(output, (ulong)((number << 1) ^ (number >> 63)));

    private static long ReadSigned(ref ReadOnlySpan<byte> record)
    {
        ulong number = ReadNumber(ref record);
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private static void WriteNumber(List<byte> output, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            output.Add((byte)(number | 0x80));
        }

        output.Add((byte)number);
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> record)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = record[0];
            record = record[1..];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }
}
