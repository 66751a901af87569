namespace Sharpbuild.Oci.Layers;

/// <summary>Numbers in fields of a tar header.</summary>
internal static class TarNumber
{
    /// <summary>Parses octal digits between spaces and zero bytes, or GNU's base-256 form; an empty field is 0.</summary>
    public static bool TryParse(ReadOnlySpan<byte> field, out long value) =>
        (field[0] & 0x80) != 0 ? TryParseBinary(field, out value) : TryParseOctal(field, out value);

    /// <summary>Parses a decimal number of a pax record, perhaps negative, without fraction.</summary>
    public static bool TryParseDecimal(ReadOnlySpan<byte> text, out long value) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length && text[0] != '+';

    private static bool TryParseOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        field = field.Trim(" \0"u8);
        int end = field.IndexOfAny((byte)0, (byte)' ');
        foreach (byte digit in end < 0 ? field : field[..end])
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private static bool TryParseBinary(ReadOnlySpan<byte> field, out long value)
    {
        // The first bit only marks the form, the second is the sign of a two's complement number.
        bool isNegative = (field[0] & 0x40) != 0;
        value = isNegative ? -1 : 0;
        for (int i = 0; i < field.Length; i++)
        {
            byte digit = i > 0 ? field[i] : isNegative ? (byte)(field[0] | 0x80) : (byte)(field[0] & 0x7F);
            if (value is < (long.MinValue >> 8) or > (long.MaxValue >> 8))
            {
                return false;
            }

            value = (value << 8) | digit;
        }

        return true;
    }
}
