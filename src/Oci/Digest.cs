using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Sharpbuild.Oci;

/// <summary>The digest of content: an algorithm and its value in lower-case hexadecimal.</summary>
/// <remarks>OCI image specification, descriptor.md, "Digests". Only the registered algorithms sha256 and sha512 are accepted.</remarks>
public readonly record struct Digest
{
    private const string Sha256Prefix = "sha256:";
    private const string Sha512Prefix = "sha512:";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? _text;

    private Digest(string text) => _text = text;

    /// <summary>The algorithm's name, <c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => ToString()[..6];

    /// <summary>The value alone, in lower-case hexadecimal.</summary>
    public string Hex => ToString()[7..];

    /// <summary>The first 12 hexadecimal digits, as people tell digests apart.</summary>
    public string Short => Hex[..12];

    /// <summary>Whether this is the empty value that stands for no digest.</summary>
    public bool IsNone => _text is null;

    /// <summary>Makes a SHA-256 digest of its 32 bytes.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> value) => new(Sha256Prefix + Convert.ToHexStringLower(value));

    /// <summary>The SHA-256 digest of <paramref name="content"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
        if (content.Length <= ManagedSha256.MostBytes)
        {
            ManagedSha256 hash = new();
            hash.Append(content);
            hash.Finish(value);
        }
        else
        {
            SHA256.HashData(content, value);
        }

        return FromSha256(value);
    }

    /// <summary>Makes a digest of an algorithm's value.</summary>
    /// <param name="algorithm">SHA-256 or SHA-512.</param>
    /// <param name="value">32 or 64 bytes.</param>
    internal static Digest From(HashAlgorithmName algorithm, ReadOnlySpan<byte> value) =>
        new((algorithm == HashAlgorithmName.SHA512 ? Sha512Prefix : Sha256Prefix) + Convert.ToHexStringLower(value));

    /// <summary>The digest of <paramref name="content"/> by an algorithm.</summary>
    internal static Digest Of(HashAlgorithmName algorithm, ReadOnlySpan<byte> content) => algorithm == HashAlgorithmName.SHA512
        ? From(algorithm, SHA512.HashData(content))
        : Of(content);

    /// <summary>The algorithm, to compute the same kind of digest.</summary>
    internal HashAlgorithmName HashAlgorithm =>
        ToString().StartsWith(Sha512Prefix, StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <exception cref="FormatException">It is no digest of a registered algorithm.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out Digest digest) ? digest : throw new FormatException($"\"{text}\" is not a digest such as sha256:<64 hexadecimal digits>");

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        int length = text is null ? 0
            : text.StartsWith(Sha256Prefix, StringComparison.Ordinal) ? 64
            : text.StartsWith(Sha512Prefix, StringComparison.Ordinal) ? 128
            : 0;
        if (length == 0 || text!.Length != length + Sha256Prefix.Length
            || text.AsSpan(Sha256Prefix.Length).ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        digest = new Digest(text);
        return true;
    }

    /// <summary><c>algorithm:hex</c>.</summary>
    public override string ToString() => _text ?? "";
}
