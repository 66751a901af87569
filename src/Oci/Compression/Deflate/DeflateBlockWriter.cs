using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>Writes one block of the format in the shortest of its three forms (RFC 1951, 3.2.3).</summary>
internal sealed class DeflateBlockWriter
{
    private const int LongestStored = ushort.MaxValue;

    // Runs shorter than this are not worth more than the simplest loop, which a processor predicts best.
    private const int ShortRun = 16;

    // With words of at most 14 bits, four literals, or one match, fit beside what is pending.
    private readonly HuffmanCode _literals = new(DeflateTables.LiteralSymbols, 14);
    private readonly HuffmanCode _distances = new(DeflateTables.DistanceSymbols, 15);
    private readonly CodeLengths _codeLengths = new();
    private readonly uint[] _literalWords = new uint[256];
    private readonly uint[] _matchWords = new uint[DeflateTables.LongestMatch + 1];
    private readonly int[] _counts = new int[4 * 256];

    /// <summary>Writes data as stored bytes; an empty run ends what was written on a byte's boundary.</summary>
    public static void WriteStored(ref BitWriter bits, ReadOnlySpan<byte> data)
    {
        do
        {
            int length = Math.Min(data.Length, LongestStored);
            bits.Write(0, 3);
            bits.Align();
            bits.Number(length);
            bits.Number(~length);
            bits.Copy(data[..length]);
            data = data[length..];
        }
        while (!data.IsEmpty);
    }

    /// <summary>Writes data by its matches; what follows the last one stands for itself.</summary>
    public void Write(ref BitWriter bits, ReadOnlySpan<byte> data, ReadOnlySpan<MatchSequence> sequences)
    {
        int extraBits = Count(data, sequences);
        _literals.Build();
        _distances.Build();
        _codeLengths.Describe(_literals.Lengths, _distances.Lengths);

        long dynamicBits = _codeLengths.Bits + _literals.Cost(_literals.Lengths) + _distances.Cost(_distances.Lengths) + extraBits;
        long fixedBits = _literals.Cost(FixedCode.LiteralLengths) + _distances.Cost(FixedCode.DistanceLengths) + extraBits;
        long storedBits = (8L * data.Length) + (40L * ((data.Length / LongestStored) + 1));
        if (storedBits <= Math.Min(dynamicBits, fixedBits))
        {
            WriteStored(ref bits, data);
        }
        else if (fixedBits <= dynamicBits)
        {
            bits.Write(0b010, 3);
            _literals.Build(FixedCode.LiteralLengths);
            _distances.Build(FixedCode.DistanceLengths);
            WriteSymbols(ref bits, data, sequences);
        }
        else
        {
            bits.Write(0b100, 3);
            _codeLengths.Write(ref bits);
            WriteSymbols(ref bits, data, sequences);
        }
    }

    /// <summary>Counts the symbols.</summary>
    /// <returns>The bits that are the same with each code.</returns>
    private int Count(ReadOnlySpan<byte> data, ReadOnlySpan<MatchSequence> sequences)
    {
        Array.Clear(_counts);
        int[] literals = _literals.Frequencies;
        int[] distances = _distances.Frequencies;
        Array.Clear(literals);
        Array.Clear(distances);
        literals[DeflateTables.EndOfBlock] = 1;
        int extraBits = 0;
        int position = 0;
        foreach (MatchSequence sequence in sequences)
        {
            CountLiterals(data.Slice(position, sequence.Literals));
            position += sequence.Literals + sequence.Length;
            int lengthSlot = DeflateTables.SlotOfLength(sequence.Length);
            int distanceSlot = DeflateTables.SlotOfDistance(sequence.Distance);
            literals[DeflateTables.EndOfBlock + 1 + lengthSlot]++;
            distances[distanceSlot]++;
            extraBits += DeflateTables.LengthExtraBits[lengthSlot] + DeflateTables.DistanceExtraBits[distanceSlot];
        }

        CountLiterals(data[position..]);
        for (int i = 0; i < 256; i++)
        {
            literals[i] = _counts[i] + _counts[256 + i] + _counts[512 + i] + _counts[768 + i];
        }

        return extraBits;
    }

    /// <summary>Counts in four tables, so that equal bytes behind each other do not wait for each other.</summary>
    private void CountLiterals(ReadOnlySpan<byte> data)
    {
        ref int counts = ref _counts[0];
        int i = 0;
        for (; i <= data.Length - ShortRun; i += 4)
        {
            uint four = MemoryMarshal.Read<uint>(data[i..]);
            Unsafe.Add(ref counts, (int)(four & 255))++;
            Unsafe.Add(ref counts, 256 + (int)((four >> 8) & 255))++;
            Unsafe.Add(ref counts, 512 + (int)((four >> 16) & 255))++;
            Unsafe.Add(ref counts, 768 + (int)(four >> 24))++;
        }

        for (; i < data.Length; i++)
        {
            Unsafe.Add(ref counts, data[i])++;
        }
    }

    private void WriteSymbols(ref BitWriter bits, ReadOnlySpan<byte> data, ReadOnlySpan<MatchSequence> sequences)
    {
        Pack();
        int position = 0;
        foreach (MatchSequence sequence in sequences)
        {
            WriteLiterals(ref bits, data.Slice(position, sequence.Literals));
            position += sequence.Literals + sequence.Length;
            uint match = _matchWords[sequence.Length];
            bits.Add(match & 0xFFFFFF, (int)(match >> 24));
            int slot = DeflateTables.SlotOfDistance(sequence.Distance);
            int length = _distances.Lengths[slot];
            bits.Add(_distances.Words[slot] | ((uint)(sequence.Distance - DeflateTables.DistanceBases[slot]) << length), length + DeflateTables.DistanceExtraBits[slot]);
            bits.Flush();
        }

        WriteLiterals(ref bits, data[position..]);
        bits.Write(_literals.Words[DeflateTables.EndOfBlock], _literals.Lengths[DeflateTables.EndOfBlock]);
    }

    /// <summary>Joins each word with its length, and those of lengths with their extra bits.</summary>
    private void Pack()
    {
        for (int i = 0; i < _literalWords.Length; i++)
        {
            _literalWords[i] = _literals.Words[i] | ((uint)_literals.Lengths[i] << 24);
        }

        for (int length = DeflateTables.ShortestMatch; length < _matchWords.Length; length++)
        {
            int slot = DeflateTables.SlotOfLength(length);
            int symbol = DeflateTables.EndOfBlock + 1 + slot;
            uint extra = (uint)(length - DeflateTables.LengthBases[slot]);
            uint bits = (uint)_literals.Lengths[symbol] + DeflateTables.LengthExtraBits[slot];
            _matchWords[length] = _literals.Words[symbol] | (extra << _literals.Lengths[symbol]) | (bits << 24);
        }
    }

    private void WriteLiterals(ref BitWriter bits, ReadOnlySpan<byte> data)
    {
        ref uint table = ref MemoryMarshal.GetArrayDataReference(_literalWords);
        ref byte source = ref MemoryMarshal.GetReference(data);
        int i = 0;
        if (data.Length >= ShortRun)
        {
            for (; i <= data.Length - 4; i += 4)
            {
                AddLiteral(ref bits, Unsafe.Add(ref table, Unsafe.Add(ref source, i)));
                AddLiteral(ref bits, Unsafe.Add(ref table, Unsafe.Add(ref source, i + 1)));
                AddLiteral(ref bits, Unsafe.Add(ref table, Unsafe.Add(ref source, i + 2)));
                AddLiteral(ref bits, Unsafe.Add(ref table, Unsafe.Add(ref source, i + 3)));
                bits.Flush();
            }
        }

        for (; i < data.Length; i++)
        {
            AddLiteral(ref bits, Unsafe.Add(ref table, Unsafe.Add(ref source, i)));
            bits.Flush();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLiteral(ref BitWriter bits, uint word) => bits.Add(word & 0xFFFFFF, (int)(word >> 24));
}
