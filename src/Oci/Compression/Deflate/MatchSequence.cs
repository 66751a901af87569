namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>Bytes that stand for themselves, then a copy of earlier bytes.</summary>
/// <param name="Literals">The number of bytes before the copy.</param>
/// <param name="Length">The bytes copied.</param>
/// <param name="Distance">How far back the copy begins.</param>
internal readonly record struct MatchSequence(int Literals, ushort Length, ushort Distance);
