using System.Collections.Immutable;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>A git repository with what is wanted of it, as contexts and ADD name it.</summary>
/// <param name="Url">The repository, without user and password for http and https.</param>
public sealed record GitAddress(string Url)
{
    private static readonly ImmutableArray<string> Schemes = ["https://", "http://", "ssh://", "git://"];

    /// <summary>The branch, tag or commit; null for the repository's HEAD.</summary>
    public string? Reference { get; init; }

    /// <summary>The directory that is wanted; <c>""</c> for all.</summary>
    public string Subdirectory { get; init; } = "";

    /// <summary>What the commit has to begin with, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether submodules are fetched too.</summary>
    public bool HasSubmodules { get; init; } = true;

    /// <summary>Whether <c>.git</c> stays; null where the address does not say.</summary>
    public bool? KeepsGitDirectory { get; init; }

    /// <summary>User and password of the address, <c>user:password</c>, or null; never shown.</summary>
    internal string? UserInfo { get; init; }

    /// <summary>Reads an address; false where it is none of a git repository.</summary>
    /// <param name="text">The address: with a scheme, <c>user@host:path</c>, or http and https with a path that ends in <c>.git</c>.</param>
    /// <param name="address">The address.</param>
    /// <exception cref="InputException">It is one of a git repository, but malformed or not allowed.</exception>
    public static bool TryParse(string text, out GitAddress address)
    {
        (string repository, string query, string fragment) = SplitOff(text);
        address = new GitAddress(repository);
        if (!IsRepository(repository))
        {
            return false;
        }

        if (query.Length > 0 && fragment.Length > 0)
        {
            throw Malformed(text, "has both a query and a fragment");
        }

        address = WithoutUserInfo(address);
        address = query.Length > 0 ? WithQuery(address, query, text) : WithFragment(address, fragment);
        address = address with { Subdirectory = ImagePath.Clean(address.Subdirectory) };
        Check(address, text);
        return true;
    }

    private static (string Repository, string Query, string Fragment) SplitOff(string text)
    {
        int hash = text.IndexOf('#');
        string fragment = hash < 0 ? "" : text[(hash + 1)..];
        string rest = hash < 0 ? text : text[..hash];
        int mark = rest.IndexOf('?');
        return mark < 0 ? (rest, "", fragment) : (rest[..mark], rest[(mark + 1)..], fragment);
    }

    private static bool IsRepository(string text)
    {
        if (text.StartsWith("git://", StringComparison.Ordinal) || text.StartsWith("ssh://", StringComparison.Ordinal))
        {
            return true;
        }

        if (HttpAddress.IsHttp(text))
        {
            return text.EndsWith(".git", StringComparison.Ordinal);
        }

        int at = text.IndexOf('@');
        int colon = text.IndexOf(':');
        return at > 0 && colon > at + 1 && !text.AsSpan(0, colon).ContainsAny('/', ' ');
    }

    private static GitAddress WithoutUserInfo(GitAddress address)
    {
        if (!HttpAddress.IsHttp(address.Url) || !Uri.TryCreate(address.Url, UriKind.Absolute, out Uri? uri) || uri.UserInfo.Length == 0)
        {
            return address;
        }

        UriBuilder plain = new(uri) { UserName = "", Password = "" };
        return address with { Url = plain.Uri.AbsoluteUri, UserInfo = Uri.UnescapeDataString(uri.UserInfo) };
    }

    private static GitAddress WithFragment(GitAddress address, string fragment)
    {
        int colon = fragment.IndexOf(':');
        string reference = colon < 0 ? fragment : fragment[..colon];
        return address with
        {
            Reference = reference.Length == 0 ? null : reference,
            Subdirectory = colon < 0 ? "" : fragment[(colon + 1)..],
        };
    }

    private static GitAddress WithQuery(GitAddress address, string query, string text)
    {
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            string key = equals < 0 ? pair : pair[..equals];
            string value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            address = key switch
            {
                "ref" => address with { Reference = value },
                "branch" => address with { Reference = $"refs/heads/{value}" },
                "tag" => address with { Reference = $"refs/tags/{value}" },
                "subdir" => address with { Subdirectory = value },
                "checksum" or "commit" => address with { Commit = value },
                "submodules" => address with { HasSubmodules = BooleanOf(value, text) },
                "keep-git-dir" => address with { KeepsGitDirectory = BooleanOf(value, text) },
                _ => throw Malformed(text, $"has the unknown key \"{key}\"; known are ref, branch, tag, subdir, checksum, submodules, keep-git-dir"),
            };
        }

        return address;
    }

    private static bool BooleanOf(string value, string text) => value switch
    {
        "" or "1" or "true" => true,
        "0" or "false" => false,
        _ => throw Malformed(text, $"has \"{value}\" where true or false is expected"),
    };

    private static void Check(GitAddress address, string text)
    {
        string host = HostOf(address.Url);
        if (address.Url.StartsWith('-') || host.StartsWith('-') || AfterScheme(address.Url).StartsWith('-') || PathOf(address.Url).StartsWith('-')
            || (address.Reference is { } reference && (reference.Length == 0 || reference.StartsWith('-') || reference.Contains("..", StringComparison.Ordinal)))
            || text.AsSpan().ContainsAnyInRange('\0', ' '))
        {
            throw Malformed(text, "would be taken for an option, or has an empty or malformed reference");
        }

        if (address.Commit is { } commit && (commit.Length is < 4 or > 64 || !commit.All(char.IsAsciiHexDigit)))
        {
            throw Malformed(text, $"has \"{commit}\" where at least 4 hexadecimal digits of a commit are expected");
        }
    }

    private static string HostOf(string url)
    {
        string rest = AfterScheme(url);
        int end = rest.AsSpan().IndexOfAny('/', ':');
        string host = end < 0 ? rest : rest[..end];
        return host[(host.LastIndexOf('@') + 1)..];
    }

    private static string AfterScheme(string url)
    {
        string rest = url;
        foreach (string scheme in Schemes)
        {
            rest = rest.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? rest[scheme.Length..] : rest;
        }

        return rest;
    }

    private static string PathOf(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        int start = scheme < 0 ? url.IndexOf(':') : url.IndexOf('/', scheme + 3);
        return start < 0 ? "" : url[(start + 1)..];
    }

    private static InputException Malformed(string text, string what)
    {
        (string repository, _, _) = SplitOff(text);
        return new InputException($"the address of the git repository \"{WithoutUserInfo(new GitAddress(repository)).Url}\" {what}");
    }
}
