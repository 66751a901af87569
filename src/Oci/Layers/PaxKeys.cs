using System.Text;

using Sharpbuild.Linux;

namespace Sharpbuild.Oci.Layers;

/// <summary>The keys of pax records that carry extended attributes.</summary>
internal static class PaxKeys
{
    /// <summary>What star, GNU tar, bsdtar and the OCI specification put in front of an attribute's name.</summary>
    public static ReadOnlySpan<byte> XattrPrefix => "SCHILY.xattr."u8;

    /// <summary>The key for an attribute.</summary>
    /// <remarks>A key cannot hold <c>=</c>; GNU tar writes <c>%3D</c> for it and <c>%25</c> for the percent sign.</remarks>
    public static byte[] OfXattr(string name)
    {
        bool isAmbiguous = name.Contains('=') || name.Contains("%3D", StringComparison.Ordinal) || name.Contains("%25", StringComparison.Ordinal);
        string safe = isAmbiguous
            ? name.Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal)
            : name;
        return [.. XattrPrefix, .. PathText.Encode(safe)];
    }

    /// <summary>The attribute's name in the part of a key after the prefix.</summary>
    public static string XattrNameOf(ReadOnlySpan<byte> key)
    {
        string name = PathText.Decode(key);
        return name.Contains('%')
            ? new StringBuilder(name).Replace("%3D", "=").Replace("%25", "%").ToString()
            : name;
    }
}
