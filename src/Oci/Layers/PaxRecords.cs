using System.Buffers;
using System.Buffers.Text;

namespace Sharpbuild.Oci.Layers;

/// <summary>The body of a pax extended header that is being written.</summary>
/// <remarks>POSIX.1-2017, pax, "pax Extended Header": each record is <c>"%d %s=%s\n"</c> with its own length in front.</remarks>
internal sealed class PaxRecords
{
    private readonly ArrayBufferWriter<byte> _body = new(1024);

    /// <summary>Whether there is no record.</summary>
    public bool IsEmpty => _body.WrittenCount == 0;

    /// <summary>All records.</summary>
    public ReadOnlySpan<byte> Body => _body.WrittenSpan;

    /// <summary>Removes all records.</summary>
    public void Clear() => _body.ResetWrittenCount();

    /// <summary>Adds a record; callers add them in byte order of their keys.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        int rest = key.Length + value.Length + 3;
        int length = rest + DigitsOf(rest);
        length = rest + DigitsOf(length);

        Span<byte> record = _body.GetSpan(length);
        Utf8Formatter.TryFormat(length, record, out int at);
        record[at++] = (byte)' ';
        key.CopyTo(record[at..]);
        at += key.Length;
        record[at++] = (byte)'=';
        value.CopyTo(record[at..]);
        record[at + value.Length] = (byte)'\n';
        _body.Advance(length);
    }

    /// <summary>Adds a decimal number.</summary>
    public void Add(ReadOnlySpan<byte> key, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int count);
        Add(key, digits[..count]);
    }

    private static int DigitsOf(int number)
    {
        int digits = 1;
        for (; number >= 10; number /= 10)
        {
            digits++;
        }

        return digits;
    }
}
