using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>Compresses blocks of bytes in the format of RFC 1951, each for itself and up to a byte's boundary (a "sync flush").</summary>
/// <remarks>The bytes depend on the data and the level alone. Faster than zlib on data with long stretches that do not compress, which are skipped through.</remarks>
internal sealed class DeflateEncoder(DeflateLevel level) : IBlockEncoder
{
    // A block of the format, which has codes of its own, ends after as many matches or literals.
    private const int MostSequences = 16 * 1024;
    private const int MostLiterals = 64 * 1024;

    private readonly MatchFinder _finder = new(level);
    private readonly MatchSequence[] _sequences = new MatchSequence[MostSequences];
    private readonly DeflateBlockWriter _writer = new();

    /// <inheritdoc/>
    public void Encode(byte[] block, int count, MemoryStream output)
    {
        // No block grows by more than its header, and all but the last hold many bytes.
        output.SetLength(count + (count >> 8) + 256);
        BitWriter bits = new(output.GetBuffer());
        _finder.Reset();
        for (int start = 0; start < count;)
        {
            int end = Collect(block, start, count, out int sequences);
            _writer.Write(ref bits, block.AsSpan(start, end - start), _sequences.AsSpan(0, sequences));
            start = end;
        }

        DeflateBlockWriter.WriteStored(ref bits, []);
        output.SetLength(bits.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Finds the matches of one block of the format.</summary>
    /// <returns>Where the block ends.</returns>
    private int Collect(byte[] block, int start, int count, out int sequences)
    {
        ref byte data = ref MemoryMarshal.GetArrayDataReference(block);
        sequences = 0;
        int literalStart = start;
        int literals = 0;
        int position = start;
        int last = count - MatchFinder.LookAhead;
        while (position <= last && sequences < MostSequences && literals + (position - literalStart) < MostLiterals)
        {
            int back = _finder.Note(ref data, position);
            if (back == 0)
            {
                position += 1 + ((position - literalStart) >> level.SkipShift);
                continue;
            }

            int length = _finder.Find(ref data, position, count, back, MatchFinder.ShortestFound - 1, out int distance);
            if (level.IsLazy)
            {
                Defer(ref data, ref position, count, ref length, ref distance);
            }

            int known = position + 1;
            Extend(ref data, ref position, literalStart, ref length, distance);
            _sequences[sequences++] = new MatchSequence(position - literalStart, (ushort)length, (ushort)distance);
            literals += position - literalStart;
            position += length;
            literalStart = position;
            _finder.Insert(ref data, known, Math.Min(position, last));
        }

        return position <= last ? position : count;
    }

    /// <summary>Moves the start of a match back over bytes that were skipped.</summary>
    private static void Extend(ref byte data, ref int position, int literalStart, ref int length, int distance)
    {
        while (position > literalStart && position > distance && length < DeflateTables.LongestMatch
            && Unsafe.Add(ref data, position - 1) == Unsafe.Add(ref data, position - 1 - distance))
        {
            position--;
            length++;
        }
    }

    /// <summary>Looks whether a match that begins a byte later is longer, and takes it then.</summary>
    private void Defer(ref byte data, ref int position, int count, ref int length, ref int distance)
    {
        while (length < level.GoodLength && position + 1 <= count - MatchFinder.LookAhead)
        {
            int back = _finder.Note(ref data, position + 1);
            if (back == 0)
            {
                return;
            }

            int later = _finder.Find(ref data, position + 1, count, back, length, out int laterDistance);
            if (laterDistance == 0)
            {
                return;
            }

            position++;
            length = later;
            distance = laterDistance;
        }
    }
}
