namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>The word lengths that every reader knows (RFC 1951, 3.2.6).</summary>
internal static class FixedCode
{
    private static readonly byte[] Literals = LengthsOfLiterals();
    private static readonly byte[] Distances = LengthsOfDistances();

    /// <summary>Bits of literals, the end and lengths.</summary>
    public static ReadOnlySpan<byte> LiteralLengths => Literals;

    /// <summary>Bits of distances.</summary>
    public static ReadOnlySpan<byte> DistanceLengths => Distances;

    private static byte[] LengthsOfLiterals()
    {
        byte[] lengths = new byte[DeflateTables.LiteralSymbols];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280).Fill(8);
        return lengths;
    }

    private static byte[] LengthsOfDistances()
    {
        byte[] lengths = new byte[DeflateTables.DistanceSymbols];
        lengths.AsSpan().Fill(5);
        return lengths;
    }
}
