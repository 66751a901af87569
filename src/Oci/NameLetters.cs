using System.Buffers;

namespace Sharpbuild.Oci;

/// <summary>The letters that the parts of an image reference are made of.</summary>
internal static class NameLetters
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";

    /// <summary>A label of a host name.</summary>
    public static SearchValues<char> Host { get; } = SearchValues.Create(Lower + Upper + Digits + "-");

    /// <summary>A component of a repository's path.</summary>
    public static SearchValues<char> Component { get; } = SearchValues.Create(Lower + Digits + "._-");

    /// <summary>A tag.</summary>
    public static SearchValues<char> Tag { get; } = SearchValues.Create(Lower + Upper + Digits + "_.-");

    /// <summary>Lower-case hexadecimal digits.</summary>
    public static SearchValues<char> Hex { get; } = SearchValues.Create(Digits + "abcdef");
}
