using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.Options;

namespace Sharpbuild.Builder.Secrets;

/// <summary>What is looked for so that no value of a secret stays behind: each value as it is, in base64, in URLs and in JSON.</summary>
/// <remarks>
/// White space around a value does not count. Values of fewer than <see cref="ShortestValue"/> bytes are passed over: they turn up by chance.
/// </remarks>
internal sealed class SecretPatterns
{
    /// <summary>The length in bytes from which on a value is looked for.</summary>
    public const int ShortestValue = 8;

    private SecretPatterns(ImmutableArray<SecretPattern> all)
    {
        All = all;
        foreach (SecretPattern pattern in all)
        {
            Longest = Math.Max(Longest, pattern.Bytes.Length);
        }
    }

    /// <summary>All patterns.</summary>
    public ImmutableArray<SecretPattern> All { get; }

    /// <summary>The length of the longest pattern in bytes.</summary>
    public int Longest { get; }

    /// <summary>Reads the secrets of a build.</summary>
    public static SecretPatterns Read(IEnumerable<SecretOption> secrets)
    {
        ImmutableArray<SecretPattern>.Builder all = ImmutableArray.CreateBuilder<SecretPattern>();
        foreach (SecretOption secret in secrets)
        {
            byte[] value = Trimmed(secret.Read() ?? []);
            if (value.Length >= ShortestValue)
            {
                AddForms(all, secret.Id, value);
            }
        }

        return new SecretPatterns(all.ToImmutable());
    }

    /// <summary>Finds the first pattern that occurs.</summary>
    /// <param name="bytes">Where to look.</param>
    /// <param name="position">Where it begins.</param>
    public SecretPattern? Find(ReadOnlySpan<byte> bytes, out int position)
    {
        foreach (SecretPattern pattern in All)
        {
            position = bytes.IndexOf(pattern.Bytes.Span);
            if (position >= 0)
            {
                return pattern;
            }
        }

        position = -1;
        return null;
    }

    /// <summary>Finds the first pattern that occurs in a text.</summary>
    public SecretPattern? Find(string text) => All.IsEmpty ? null : Find(Encoding.UTF8.GetBytes(text), out _);

    private static byte[] Trimmed(byte[] value) => value.AsSpan().Trim(" \t\r\n"u8).ToArray();

    private static void AddForms(ImmutableArray<SecretPattern>.Builder all, string id, byte[] value)
    {
        Add(all, id, value, "");
        for (int before = 0; before < 3; before++)
        {
            byte[] form = Base64(value, before);
            Add(all, id, form, " (in base64)");
            Add(all, id, Replaced(Replaced(form, '+', "-"), '/', "_"), " (in base64)");
        }

        byte[] json = Replaced(Replaced(Replaced(Replaced(value, '\\', "\\\\"), '"', "\\\""), '\n', "\\n"), '\r', "\\r");
        Add(all, id, json, " (in JSON)");
        Add(all, id, Encoding.ASCII.GetBytes(Uri.EscapeDataString(Encoding.Latin1.GetString(value))), " (in an address)");
    }

    private static void Add(ImmutableArray<SecretPattern>.Builder all, string id, byte[] bytes, string form)
    {
        foreach (SecretPattern known in all)
        {
            if (known.Bytes.Span.SequenceEqual(bytes))
            {
                return;
            }
        }

        all.Add(new SecretPattern(id, bytes, form));
    }

    /// <summary>The characters of a base64 text that stand for the value alone, where so many bytes (0 to 2) stand before it in a group of three.</summary>
    private static byte[] Base64(byte[] value, int before)
    {
        byte[] shifted = new byte[before + value.Length];
        value.CopyTo(shifted, before);
        string text = Convert.ToBase64String(shifted);
        int start = before == 0 ? 0 : before + 1;
        int end = shifted.Length * 8 / 6;
        return Encoding.ASCII.GetBytes(text[start..end]);
    }

    private static byte[] Replaced(byte[] bytes, char old, string replacement)
    {
        if (bytes.AsSpan().IndexOf((byte)old) < 0)
        {
            return bytes;
        }

        List<byte> replaced = new(bytes.Length + 8);
        foreach (byte value in bytes)
        {
            if (value == old)
            {
                replaced.AddRange(Encoding.ASCII.GetBytes(replacement));
            }
            else
            {
                replaced.Add(value);
            }
        }

        return [.. replaced];
    }
}
