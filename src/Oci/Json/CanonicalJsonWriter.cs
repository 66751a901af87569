using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sharpbuild.Oci.Json;

/// <summary>Writes JSON as bytes that depend on the values alone: compact, no BOM, only what must be escaped is escaped.</summary>
/// <remarks>
/// The same escapes as Go's encoder without HTML escaping: quote, backslash, control characters, U+2028 and U+2029. A lone surrogate
/// becomes U+FFFD. Members with empty values are left out by the <c>Member</c> methods; the caller decides on the order.
/// </remarks>
public sealed class CanonicalJsonWriter
{
    private const string Controls =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000B\f\r\u000E\u000F"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F";

    private static readonly SearchValues<char> Special = SearchValues.Create(Controls + "\"\\\u2028\u2029");

    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private bool _needsComma;

    /// <summary>The document as it is so far, in an array of its own.</summary>
    public byte[] ToArray() => _output.WrittenSpan.ToArray();

    /// <summary>Begins an object.</summary>
    public CanonicalJsonWriter BeginObject() => Begin((byte)'{');

    /// <summary>Ends an object.</summary>
    public CanonicalJsonWriter EndObject() => End((byte)'}');

    /// <summary>Begins an array.</summary>
    public CanonicalJsonWriter BeginArray() => Begin((byte)'[');

    /// <summary>Ends an array.</summary>
    public CanonicalJsonWriter EndArray() => End((byte)']');

    /// <summary>Writes a member's name; its value must follow.</summary>
    public CanonicalJsonWriter Name(string name)
    {
        String(name);
        Put((byte)':');
        _needsComma = false;
        return this;
    }

    /// <summary>Writes a string.</summary>
    public CanonicalJsonWriter String(string value)
    {
        Separate();
        Put((byte)'"');
        ReadOnlySpan<char> rest = value;
        while (rest.IndexOfAny(Special) is int index and >= 0)
        {
            Text(rest[..index]);
            Escape(rest[index]);
            rest = rest[(index + 1)..];
        }

        Text(rest);
        Put((byte)'"');
        _needsComma = true;
        return this;
    }

    /// <summary>Writes a whole number.</summary>
    public CanonicalJsonWriter Number(long value)
    {
        Separate();
        Utf8Formatter.TryFormat(value, _output.GetSpan(20), out int written);
        _output.Advance(written);
        _needsComma = true;
        return this;
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public CanonicalJsonWriter Boolean(bool value)
    {
        Separate();
        _output.Write(value ? "true"u8 : "false"u8);
        _needsComma = true;
        return this;
    }

    /// <summary>Writes <c>null</c>.</summary>
    public CanonicalJsonWriter Null()
    {
        Separate();
        _output.Write("null"u8);
        _needsComma = true;
        return this;
    }

    /// <summary>Writes a member with a string, unless it is null or empty.</summary>
    public CanonicalJsonWriter Member(string name, string? value) => string.IsNullOrEmpty(value) ? this : Name(name).String(value);

    /// <summary>Writes a member with a number, unless it is zero.</summary>
    public CanonicalJsonWriter Member(string name, long value) => value == 0 ? this : Name(name).Number(value);

    /// <summary>Writes a member with <c>true</c>, unless the value is false.</summary>
    public CanonicalJsonWriter Member(string name, bool value) => value ? Name(name).Boolean(true) : this;

    /// <summary>Writes a member with an array of strings, unless it is empty.</summary>
    public CanonicalJsonWriter Member(string name, ReadOnlySpan<string> values)
    {
        if (values.IsEmpty)
        {
            return this;
        }

        Name(name).BeginArray();
        foreach (string value in values)
        {
            String(value);
        }

        return EndArray();
    }

    /// <summary>Writes a member with a map, keys in the order of their UTF-8 bytes, unless it is null or empty.</summary>
    public CanonicalJsonWriter Member(string name, IReadOnlyDictionary<string, string>? map)
    {
        if (map is null || map.Count == 0)
        {
            return this;
        }

        Name(name).BeginObject();
        foreach (string key in InOrder(map.Keys, map.Count))
        {
            Name(key).String(map[key]);
        }

        return EndObject();
    }

    /// <summary>Writes a member with a set as Go writes one, keys with empty objects, unless it is empty.</summary>
    public CanonicalJsonWriter MemberSet(string name, IReadOnlyCollection<string> keys)
    {
        if (keys.Count == 0)
        {
            return this;
        }

        Name(name).BeginObject();
        foreach (string key in InOrder(keys, keys.Count))
        {
            Name(key).BeginObject().EndObject();
        }

        return EndObject();
    }

    private static string[] InOrder(IEnumerable<string> keys, int count)
    {
        string[] ordered = new string[count];
        int next = 0;
        foreach (string key in keys)
        {
            ordered[next++] = key;
        }

        Array.Sort(ordered, Utf8Order.Compare);
        return ordered;
    }

    private CanonicalJsonWriter Begin(byte bracket)
    {
        Separate();
        Put(bracket);
        _needsComma = false;
        return this;
    }

    private CanonicalJsonWriter End(byte bracket)
    {
        Put(bracket);
        _needsComma = true;
        return this;
    }

    private void Separate()
    {
        if (_needsComma)
        {
            Put((byte)',');
        }
    }

    private void Text(ReadOnlySpan<char> text)
    {
        int written = Encoding.UTF8.GetBytes(text, _output.GetSpan(text.Length * 3));
        _output.Advance(written);
    }

    private void Escape(char character)
    {
        ReadOnlySpan<byte> known = character switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => [],
        };
        if (!known.IsEmpty)
        {
            _output.Write(known);
            return;
        }

        _output.Write("\\u"u8);
        Utf8Formatter.TryFormat((uint)character, _output.GetSpan(4), out int written, new StandardFormat('x', 4));
        _output.Advance(written);
    }

    private void Put(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }
}
