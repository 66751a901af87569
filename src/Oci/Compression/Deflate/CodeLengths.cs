namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>How a block tells its own codes: the lengths of their words, runs shortened, in a code of their own (RFC 1951, 3.2.7).</summary>
internal sealed class CodeLengths
{
    private const int RepeatLast = 16;
    private const int FewZeros = 17;
    private const int ManyZeros = 18;
    private const int Symbols = 19;
    private const int HeaderBits = 3 + 5 + 5 + 4;

    private readonly HuffmanCode _code = new(Symbols, 7);
    private readonly byte[] _lengths = new byte[DeflateTables.LiteralSymbols + DeflateTables.DistanceSymbols];
    private readonly List<(byte Symbol, byte Extra)> _runs = [];
    private int _literals;
    private int _distances;
    private int _told;

    /// <summary>The bits of the description.</summary>
    public long Bits { get; private set; }

    private static ReadOnlySpan<byte> Order => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Takes the lengths of both codes.</summary>
    public void Describe(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        _literals = Used(literals, DeflateTables.EndOfBlock + 1);
        _distances = Used(distances, 1);
        literals[.._literals].CopyTo(_lengths);
        distances[.._distances].CopyTo(_lengths.AsSpan(_literals));

        _runs.Clear();
        Array.Clear(_code.Frequencies);
        FindRuns(_lengths.AsSpan(0, _literals + _distances));
        _code.Build();
        _told = Symbols;
        while (_told > 4 && _code.Lengths[Order[_told - 1]] == 0)
        {
            _told--;
        }

        Bits = HeaderBits + (3 * _told);
        foreach ((byte symbol, byte _) in _runs)
        {
            Bits += _code.Lengths[symbol] + ExtraBits(symbol);
        }
    }

    /// <summary>Writes the description.</summary>
    public void Write(ref BitWriter bits)
    {
        bits.Write((uint)(_literals - 257), 5);
        bits.Write((uint)(_distances - 1), 5);
        bits.Write((uint)(_told - 4), 4);
        foreach (byte symbol in Order[.._told])
        {
            bits.Write(_code.Lengths[symbol], 3);
        }

        foreach ((byte symbol, byte extra) in _runs)
        {
            bits.Write(_code.Words[symbol], _code.Lengths[symbol]);
            bits.Write(extra, ExtraBits(symbol));
        }
    }

    private static int Used(ReadOnlySpan<byte> lengths, int least)
    {
        int used = lengths.Length;
        while (used > least && lengths[used - 1] == 0)
        {
            used--;
        }

        return used;
    }

    private static int ExtraBits(byte symbol) => symbol switch
    {
        RepeatLast => 2,
        FewZeros => 3,
        ManyZeros => 7,
        _ => 0,
    };

    private void FindRuns(ReadOnlySpan<byte> lengths)
    {
        for (int i = 0; i < lengths.Length;)
        {
            byte length = lengths[i];
            int run = 1;
            while (i + run < lengths.Length && lengths[i + run] == length)
            {
                run++;
            }

            i += run;
            if (length == 0)
            {
                AddZeros(run);
            }
            else
            {
                Add(length, 0);
                AddRepeats(length, run - 1);
            }
        }
    }

    private void AddZeros(int run)
    {
        while (run >= 3)
        {
            int part = Math.Min(run, 138);
            Add(part <= 10 ? (byte)FewZeros : (byte)ManyZeros, (byte)(part <= 10 ? part - 3 : part - 11));
            run -= part;
        }

        for (; run > 0; run--)
        {
            Add(0, 0);
        }
    }

    private void AddRepeats(byte length, int run)
    {
        while (run >= 3)
        {
            int part = Math.Min(run, 6);
            Add(RepeatLast, (byte)(part - 3));
            run -= part;
        }

        for (; run > 0; run--)
        {
            Add(length, 0);
        }
    }

    private void Add(byte symbol, byte extra)
    {
        _runs.Add((symbol, extra));
        _code.Frequencies[symbol]++;
    }
}
