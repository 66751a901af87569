namespace Sharpbuild.Oci.Json;

/// <summary>The order of strings by their UTF-8 bytes, which is the order of code points.</summary>
internal static class Utf8Order
{
    /// <summary>Compares two strings.</summary>
    public static int Compare(string left, string right)
    {
        int common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Rank(left[common]).CompareTo(Rank(right[common]));
    }

    // UTF-16 puts surrogates (code points from U+10000) below U+E000 to U+FFFF; UTF-8 does not.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
