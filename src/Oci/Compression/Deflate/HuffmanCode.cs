namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>A canonical prefix code whose words have a bounded length (RFC 1951, 3.2.2).</summary>
internal sealed class HuffmanCode
{
    private readonly int _longest;
    private readonly ulong[] _order;
    private readonly int[] _work;

    /// <summary>Makes room for a code.</summary>
    /// <param name="symbols">The number of symbols.</param>
    /// <param name="longest">The most bits of a word, at most 15.</param>
    public HuffmanCode(int symbols, int longest)
    {
        _longest = longest;
        _order = new ulong[symbols];
        _work = new int[symbols];
        Frequencies = new int[symbols];
        Lengths = new byte[symbols];
        Words = new ushort[symbols];
    }

    /// <summary>How often each symbol occurs; at least two get a word.</summary>
    public int[] Frequencies { get; }

    /// <summary>The bits of each symbol's word, 0 for none.</summary>
    public byte[] Lengths { get; }

    /// <summary>Each symbol's word as it is written: its first bit is the lowest.</summary>
    public ushort[] Words { get; }

    /// <summary>Makes the shortest code for the frequencies.</summary>
    public void Build()
    {
        int used = SortUsed();
        Array.Clear(Lengths);
        for (int i = 0; i < used; i++)
        {
            _work[i] = (int)(_order[i] >> 16);
        }

        WordLengths(_work.AsSpan(0, used));
        LimitLengths(_work.AsSpan(0, used));
        for (int i = 0; i < used; i++)
        {
            Lengths[(ushort)_order[i]] = (byte)_work[i];
        }

        AssignWords();
    }

    /// <summary>Takes given lengths.</summary>
    public void Build(ReadOnlySpan<byte> lengths)
    {
        lengths.CopyTo(Lengths);
        AssignWords();
    }

    /// <summary>The bits that all words take together.</summary>
    public long Cost(ReadOnlySpan<byte> lengths)
    {
        long cost = 0;
        for (int i = 0; i < Frequencies.Length; i++)
        {
            cost += (long)Frequencies[i] * lengths[i];
        }

        return cost;
    }

    private int SortUsed()
    {
        int used = 0;
        for (int i = 0; i < Frequencies.Length; i++)
        {
            if (Frequencies[i] > 0)
            {
                _order[used++] = ((ulong)Frequencies[i] << 16) | (uint)i;
            }
        }

        // Some readers refuse a code of one word.
        for (int i = 0; used < 2; i++)
        {
            if (Frequencies[i] == 0)
            {
                Frequencies[i] = 1;
                _order[used++] = (1UL << 16) | (uint)i;
            }
        }

        _order.AsSpan(0, used).Sort();
        return used;
    }

    /// <summary>Turns weights, the smallest first, into word lengths, the longest first, in place.</summary>
    /// <remarks>A. Moffat, J. Katajainen: In-Place Calculation of Minimum-Redundancy Codes (1995).</remarks>
    private static void WordLengths(Span<int> values)
    {
        int count = values.Length;
        JoinWeights(values);
        values[count - 2] = 0;
        for (int i = count - 3; i >= 0; i--)
        {
            values[i] = values[values[i]] + 1;
        }

        int inner = count - 2;
        int next = count - 1;
        for (int depth = 0, places = 1; places > 0; depth++)
        {
            int nodes = 0;
            for (; inner >= 0 && values[inner] == depth; inner--)
            {
                nodes++;
            }

            for (; places > nodes; places--)
            {
                values[next--] = depth;
            }

            places = 2 * nodes;
        }
    }

    /// <summary>Leaves the parent of each inner node in its place.</summary>
    private static void JoinWeights(Span<int> values)
    {
        int inner = 0;
        int leaf = 0;
        for (int next = 0; next < values.Length - 1; next++)
        {
            int sum = 0;
            for (int child = 0; child < 2; child++)
            {
                if (leaf >= values.Length || (inner < next && values[inner] < values[leaf]))
                {
                    sum += values[inner];
                    values[inner++] = next;
                }
                else
                {
                    sum += values[leaf++];
                }
            }

            values[next] = sum;
        }
    }

    /// <summary>Shortens words that are too long and lengthens others until all fit again.</summary>
    private void LimitLengths(Span<int> lengths)
    {
        int space = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = Math.Min(lengths[i], _longest);
            space += 1 << (_longest - lengths[i]);
        }

        // The rarest of the words that can grow pays first.
        for (int i = 0; space > 1 << _longest;)
        {
            if (lengths[i] == _longest)
            {
                i++;
                continue;
            }

            space -= 1 << (_longest - lengths[i] - 1);
            lengths[i]++;
        }

        for (int i = lengths.Length - 1; i >= 0 && space < 1 << _longest; i--)
        {
            while (lengths[i] > 1 && space + (1 << (_longest - lengths[i])) <= 1 << _longest)
            {
                space += 1 << (_longest - lengths[i]);
                lengths[i]--;
            }
        }
    }

    private void AssignWords()
    {
        Span<int> counts = stackalloc int[16];
        foreach (byte length in Lengths)
        {
            counts[length]++;
        }

        counts[0] = 0;
        Span<int> next = stackalloc int[16];
        for (int length = 1, word = 0; length < 16; length++)
        {
            word = (word + counts[length - 1]) << 1;
            next[length] = word;
        }

        for (int symbol = 0; symbol < Lengths.Length; symbol++)
        {
            int length = Lengths[symbol];
            Words[symbol] = length == 0 ? (ushort)0 : Reverse(next[length]++, length);
        }
    }

    private static ushort Reverse(int word, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed = (reversed << 1) | ((word >> i) & 1);
        }

        return (ushort)reversed;
    }
}
