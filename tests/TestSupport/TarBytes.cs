using System.Text;

namespace Sharpbuild.TestSupport;

/// <summary>Archives written byte by byte, well formed or not.</summary>
public sealed class TarBytes
{
    private readonly List<byte> _bytes = [];

    public TarBytes Header(
        string name, char type, long size = 0, string link = "", Action<byte[]>? change = null, int mode = 0x1A4)
    {
        byte[] block = new byte[512];
        Encoding.Latin1.GetBytes(name).CopyTo(block, 0);
        Octal(block, 100, 8, mode);
        Octal(block, 108, 8, 0);
        Octal(block, 116, 8, 0);
        Octal(block, 124, 12, size);
        Octal(block, 136, 12, 1_000_000_000);
        block[156] = (byte)type;
        Encoding.Latin1.GetBytes(link).CopyTo(block, 157);
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        change?.Invoke(block);
        block.AsSpan(148, 8).Fill((byte)' ');
        Octal(block, 148, 7, block.Sum(b => b));
        _bytes.AddRange(block);
        return this;
    }

    public TarBytes Content(ReadOnlySpan<byte> content)
    {
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[-content.Length & 511]);
        return this;
    }

    public TarBytes File(string name, string text) => Header(name, '0', Encoding.Latin1.GetByteCount(text)).Content(Encoding.Latin1.GetBytes(text));

    public TarBytes Directory(string name) => Header(name, '5', mode: 0x1ED);

    public TarBytes Symlink(string name, string target) => Header(name, '2', link: target, mode: 0x1FF);

    public TarBytes Hardlink(string name, string target) => Header(name, '1', link: target);

    public TarBytes Pax(char type, params string[] records)
    {
        byte[] body = [.. records.SelectMany(Record)];
        return Header("PaxHeaders/x", type, body.Length).Content(body);
    }

    /// <summary>GNU's header in front of an entry whose name (<c>L</c>) or link target (<c>K</c>) is long.</summary>
    public TarBytes Long(char type, string text) => Header("././@LongLink", type, text.Length + 1).Content([.. Encoding.Latin1.GetBytes(text), 0]);

    /// <summary>Bytes as they are.</summary>
    public TarBytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The bytes so far, and the two empty blocks of the end.</summary>
    public byte[] ToArray() => End().ToArray();

    public MemoryStream End()
    {
        _bytes.AddRange(new byte[1024]);
        return Cut();
    }

    public MemoryStream Cut() => new([.. _bytes]);

    public static byte[] Record(string keyAndValue)
    {
        byte[] text = Encoding.Latin1.GetBytes($" {keyAndValue}\n");
        int length = text.Length + 1;
        while (text.Length + length.ToString(System.Globalization.CultureInfo.InvariantCulture).Length != length)
        {
            length++;
        }

        return [.. Encoding.Latin1.GetBytes(length.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. text];
    }

    public static void Octal(byte[] block, int offset, int size, long value)
    {
        for (int i = offset + size - 2; i >= offset; i--, value >>= 3)
        {
            block[i] = (byte)('0' + (value & 7));
        }

        block[offset + size - 1] = 0;
    }
}
