using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Oci;

/// <summary>The name of an image in a registry, in Docker's normal form.</summary>
/// <remarks>
/// <c>busybox</c> is <c>docker.io/library/busybox:latest</c>. The first component is a domain if it has a dot or a colon, is
/// <c>localhost</c>, or has upper-case letters. Grammar: the "distribution" reference package.
/// </remarks>
public sealed record ImageReference
{
    private const string DockerHub = "docker.io";
    private const string DefaultTag = "latest";
    private const string Official = "library/";
    private const int MaxNameLength = 255;
    private const int MaxTagLength = 128;

    private ImageReference(string domain, string path, string? tag, Digest digest)
    {
        Domain = domain;
        Path = path;
        Tag = tag;
        Digest = digest.IsNone ? null : digest;
    }

    /// <summary>The registry's host and port, for example <c>docker.io</c> or <c>127.0.0.1:5000</c>.</summary>
    public string Domain { get; }

    /// <summary>The repository, for example <c>library/busybox</c>.</summary>
    public string Path { get; }

    /// <summary>The tag, or null where only a digest is given.</summary>
    public string? Tag { get; }

    /// <summary>The digest that pins the manifest, or null.</summary>
    public Digest? Digest { get; }

    /// <summary>Domain and path.</summary>
    public string Name => $"{Domain}/{Path}";

    /// <summary>The name as Docker shows it, without what is the default.</summary>
    public string FamiliarName => Domain != DockerHub ? Name
        : Path.StartsWith(Official, StringComparison.Ordinal) && Path.IndexOf('/', Official.Length) < 0 ? Path[Official.Length..]
        : Path;

    /// <summary>What to ask a registry for: the digest if there is one, else the tag.</summary>
    public string TagOrDigest => Digest?.ToString() ?? Tag ?? DefaultTag;

    /// <summary>Parses a reference as a user writes it; the tag <c>latest</c> is added where neither tag nor digest is given.</summary>
    /// <exception cref="FormatException">It is no reference; the message says why.</exception>
    public static ImageReference Parse(string text)
    {
        string? problem = Read(text, out ImageReference? reference);
        return reference ?? throw new FormatException($"\"{text}\" is not an image reference: {problem}");
    }

    /// <summary>Parses a reference as a user writes it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        Read(text ?? "", out reference);
        return reference is not null;
    }

    /// <summary>The same image with another tag and no digest.</summary>
    /// <exception cref="FormatException">It is no tag.</exception>
    public ImageReference WithTag(string tag) => IsTag(tag)
        ? new ImageReference(Domain, Path, tag, default)
        : throw new FormatException($"\"{tag}\" is not a tag");

    /// <summary>The same image pinned to a digest, its tag kept.</summary>
    public ImageReference WithDigest(Digest digest) => new(Domain, Path, Tag, digest);

    /// <summary>The same repository by a digest alone.</summary>
    public ImageReference ByDigest(Digest digest) => new(Domain, Path, null, digest);

    /// <summary>The full form: <c>docker.io/library/busybox:latest</c>.</summary>
    public override string ToString() => Suffix(Name);

    /// <summary>The short form: <c>busybox:latest</c>.</summary>
    public string ToFamiliarString() => Suffix(FamiliarName);

    private string Suffix(string name) => (Tag, Digest) switch
    {
        (null, { } digest) => $"{name}@{digest}",
        (_, { } digest) => $"{name}:{Tag}@{digest}",
        _ => $"{name}:{Tag}",
    };

    private static string? Read(string text, out ImageReference? reference)
    {
        reference = null;
        string name = text;
        Digest digest = default;
        if (name.IndexOf('@', StringComparison.Ordinal) is int at and >= 0)
        {
            if (!Oci.Digest.TryParse(name[(at + 1)..], out digest))
            {
                return $"\"{name[(at + 1)..]}\" is not a digest such as sha256:<64 hexadecimal digits>";
            }

            name = name[..at];
        }

        string? tag = digest.IsNone ? DefaultTag : null;
        if (name.LastIndexOf(':') is int colon and >= 0 && name.IndexOf('/', colon) < 0)
        {
            tag = name[(colon + 1)..];
            name = name[..colon];
            if (!IsTag(tag))
            {
                return $"\"{tag}\" is not a tag: at most 128 letters, digits, '_', '.' and '-', not starting with '.' or '-'";
            }
        }

        (string domain, string path) = SplitDomain(name);
        string fullPath = domain == DockerHub && path.Length > 0 && !path.Contains('/', StringComparison.Ordinal) ? Official + path : path;
        string? problem = CheckDomain(domain) ?? CheckPath(path, isBareName: path == name, domain.Length + 1 + fullPath.Length);
        if (problem is null)
        {
            reference = new ImageReference(domain, fullPath, tag, digest);
        }

        return problem;
    }

    private static (string Domain, string Path) SplitDomain(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : name[..slash];
        bool isDomain = first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.Any(char.IsAsciiLetterUpper);
        (string domain, string path) = isDomain ? (first, name[(slash + 1)..]) : (DockerHub, name);
        return domain is "index.docker.io" ? (DockerHub, path) : (domain, path);
    }

    private static string? CheckDomain(string domain)
    {
        string message = $"\"{domain}\" is not a registry's host name";
        ReadOnlySpan<char> host = domain;
        bool isAddress = host.StartsWith('[');
        int colon = isAddress ? host.IndexOf("]:") + 1 : host.IndexOf(':');
        if (colon > 0)
        {
            if (!ushort.TryParse(host[(colon + 1)..], System.Globalization.NumberStyles.None, null, out _))
            {
                return message;
            }

            host = host[..colon];
        }

        if (isAddress)
        {
            return host.EndsWith(']') && System.Net.IPAddress.TryParse(host[1..^1], out _) && host.IndexOf('%') < 0 ? null : message;
        }

        foreach (Range part in host.Split('.'))
        {
            ReadOnlySpan<char> label = host[part];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-' || label.IndexOfAnyExcept(NameLetters.Host) >= 0)
            {
                return message;
            }
        }

        return null;
    }

    private static string? CheckPath(string path, bool isBareName, int nameLength)
    {
        if (path.Length == 0)
        {
            return "the name is empty";
        }

        if (path.Any(char.IsAsciiLetterUpper))
        {
            return $"the repository name must be in lower case: \"{path}\"";
        }

        if (nameLength > MaxNameLength)
        {
            return $"the name is longer than {MaxNameLength} characters";
        }

        if (isBareName && path.Length == 64 && path.AsSpan().IndexOfAnyExcept(NameLetters.Hex) < 0)
        {
            return "64 hexadecimal digits are an image ID, not a name";
        }

        foreach (Range part in path.AsSpan().Split('/'))
        {
            if (!IsComponent(path.AsSpan(part)))
            {
                return $"\"{path[part]}\" is not a part of a repository name: lower-case letters and digits, separated by '.', '_', '__' or dashes";
            }
        }

        return null;
    }

    private static bool IsComponent(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty || !char.IsAsciiLetterOrDigit(part[0]) || !char.IsAsciiLetterOrDigit(part[^1])
            || part.IndexOfAnyExcept(NameLetters.Component) >= 0)
        {
            return false;
        }

        while (part.IndexOfAny('.', '_', '-') is int start and >= 0)
        {
            part = part[start..];
            int length = part.IndexOfAnyExcept('.', '_', '-');
            ReadOnlySpan<char> separator = part[..length];
            if (separator is not ("." or "_" or "__") && separator.ContainsAnyExcept('-'))
            {
                return false;
            }

            part = part[length..];
        }

        return true;
    }

    private static bool IsTag(ReadOnlySpan<char> tag) =>
        !tag.IsEmpty && tag.Length <= MaxTagLength && tag[0] is not ('.' or '-') && tag.IndexOfAnyExcept(NameLetters.Tag) < 0;
}
