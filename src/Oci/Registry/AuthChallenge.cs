namespace Sharpbuild.Oci.Registry;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header.</summary>
/// <param name="Scheme">The scheme in lower case, for example <c>bearer</c>.</param>
/// <param name="Parameters">Its parameters, names in lower case.</param>
/// <remarks>RFC 9110, 11.6.1.</remarks>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The value of a parameter, or null.</summary>
    public string? Parameter(string name) => Parameters.TryGetValue(name, out string? value) ? value : null;

    /// <summary>Parses a header with one or more challenges; what is malformed ends the list.</summary>
    public static List<AuthChallenge> ParseAll(string header)
    {
        List<AuthChallenge> challenges = [];
        ReadOnlySpan<char> rest = header.AsSpan().Trim();
        Dictionary<string, string>? parameters = null;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> word = TakeToken(ref rest);
            if (word.IsEmpty)
            {
                break;
            }

            ReadOnlySpan<char> afterSpace = rest.TrimStart();
            if (afterSpace.StartsWith('=') && parameters is not null)
            {
                rest = afterSpace[1..].TrimStart();
                parameters[word.ToString().ToLowerInvariant()] = rest.StartsWith('"') ? TakeQuoted(ref rest) : TakeToken(ref rest).ToString();
            }
            else
            {
                parameters = new Dictionary<string, string>(StringComparer.Ordinal);
                challenges.Add(new AuthChallenge(word.ToString().ToLowerInvariant(), parameters));
            }

            rest = rest.TrimStart(" \t,");
        }

        return challenges;
    }

    private static ReadOnlySpan<char> TakeToken(ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(" \t,=\"");
        end = end < 0 ? rest.Length : end;
        ReadOnlySpan<char> token = rest[..end];
        rest = rest[end..];
        return token;
    }

    private static string TakeQuoted(ref ReadOnlySpan<char> rest)
    {
        System.Text.StringBuilder value = new();
        int index = 1;
        for (; index < rest.Length && rest[index] != '"'; index++)
        {
            index += rest[index] == '\\' && index + 1 < rest.Length ? 1 : 0;
            value.Append(rest[index]);
        }

        rest = rest[Math.Min(index + 1, rest.Length)..];
        return value.ToString();
    }
}
