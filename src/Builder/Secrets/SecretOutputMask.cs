namespace Sharpbuild.Builder.Secrets;

/// <summary>Replaces secrets in the output of a command as it comes. A part of it waits only while it may be the beginning of a secret.</summary>
/// <param name="patterns">What is replaced.</param>
/// <param name="sink">Takes the output: the stream's number and the bytes.</param>
internal sealed class SecretOutputMask(SecretPatterns patterns, Action<int, ReadOnlyMemory<byte>> sink)
{
    private static readonly byte[] Hidden = "***"u8.ToArray();

    private readonly Dictionary<int, byte[]> _waiting = [];

    /// <summary>Takes output.</summary>
    public void Add(int stream, ReadOnlyMemory<byte> text)
    {
        byte[] all = [.. _waiting.GetValueOrDefault(stream, []), .. text.Span];
        ReadOnlyMemory<byte> rest = all;
        while (FindFirst(rest.Span, out int position) is { } found)
        {
            Send(stream, rest[..position]);
            Send(stream, Hidden);
            rest = rest[(position + found.Bytes.Length)..];
        }

        int begun = LengthOfBeginning(rest.Span);
        Send(stream, rest[..^begun]);
        _waiting[stream] = rest[^begun..].ToArray();
    }

    /// <summary>Hands on what waits, once no more comes.</summary>
    public void Finish()
    {
        foreach ((int stream, byte[] rest) in _waiting)
        {
            Send(stream, rest);
        }

        _waiting.Clear();
    }

    private void Send(int stream, ReadOnlyMemory<byte> text)
    {
        if (!text.IsEmpty)
        {
            sink(stream, text);
        }
    }

    private SecretPattern? FindFirst(ReadOnlySpan<byte> bytes, out int position)
    {
        SecretPattern? first = null;
        position = bytes.Length;
        foreach (SecretPattern pattern in patterns.All)
        {
            int at = bytes.IndexOf(pattern.Bytes.Span);
            if (at >= 0 && at < position)
            {
                (first, position) = (pattern, at);
            }
        }

        return first;
    }

    /// <summary>How many of the last bytes may be the beginning of a pattern.</summary>
    private int LengthOfBeginning(ReadOnlySpan<byte> bytes)
    {
        int longest = 0;
        foreach (SecretPattern pattern in patterns.All)
        {
            ReadOnlySpan<byte> wanted = pattern.Bytes.Span;
            for (int length = Math.Min(wanted.Length - 1, bytes.Length); length > longest; length--)
            {
                if (bytes.EndsWith(wanted[..length]))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
