using System.Buffers;
using System.Text;

namespace Sharpbuild.Linux;

/// <summary>
/// Names of the kernel as <see cref="string"/>, without loss: UTF-8 where it is valid, each other byte as one lone surrogate
/// U+DC80 to U+DCFF.
/// </summary>
/// <remarks>The same scheme as Python's <c>surrogateescape</c> (PEP 383).</remarks>
public static class PathText
{
    private const char FirstEscape = '\uDC00';

    /// <summary>Decodes the bytes of a name.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            if (status == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                consumed = 1;
                text.Append((char)(FirstEscape + bytes[0]));
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    /// <summary>The most bytes that <paramref name="text"/> can need.</summary>
    public static int MaxByteCount(ReadOnlySpan<char> text) => text.Length * 3;

    /// <summary>Encodes a name; the inverse of <see cref="Decode"/>.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            OperationStatus status = System.Text.Unicode.Utf8.FromUtf16(text, bytes[written..], out int read, out int count, replaceInvalidSequences: false);
            written += count;
            text = text[read..];
            if (status == OperationStatus.Done)
            {
                break;
            }

            if (text.IsEmpty || status == OperationStatus.DestinationTooSmall)
            {
                throw new ArgumentException("the buffer is too small", nameof(bytes));
            }

            char escape = text[0];
            if (escape is < '\uDC80' or > '\uDCFF')
            {
                throw new ArgumentException("the text holds a lone surrogate that stands for no byte", nameof(text));
            }

            bytes[written++] = (byte)(escape - FirstEscape);
            text = text[1..];
        }

        return written;
    }

    /// <summary>Encodes a name into an array of its own.</summary>
    public static byte[] Encode(string text)
    {
        byte[] buffer = new byte[MaxByteCount(text)];
        int count = Encode(text, buffer);
        return buffer.AsSpan(0, count).ToArray();
    }

    /// <summary>Orders names as their bytes are ordered.</summary>
    public static int Compare(string left, string right)
    {
        int common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        char first = left[common];
        char second = right[common];
        return (first < 0x80 && second < 0x80) || (!char.IsSurrogate(first) && !char.IsSurrogate(second))
            ? first.CompareTo(second)
            : Encode(left).AsSpan().SequenceCompareTo(Encode(right));
    }
}
