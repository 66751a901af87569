using System.IO.Compression;

using Sharpbuild.Oci.Compression.Deflate;

namespace Sharpbuild.Oci.Tests.Compression;

public sealed class DeflateEncoderTests
{
    private const int BlockSize = 1024 * 1024;

    public static TheoryData<int> Levels => [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Data_of_every_kind_and_length_comes_back(int level)
    {
        using DeflateEncoder encoder = new(DeflateLevel.Of(level));
        Random random = new(level);
        for (int i = 0; i < 80; i++)
        {
            byte[] data = Data(random, i % 6, i < 40 ? i : random.Next(80_000));

            Decode(Encode(encoder, data)).AsSpan().SequenceEqual(data).Should().BeTrue("data {0} of {1} bytes is the same after level {2}", i, data.Length, level);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_whole_block_of_long_runs_mixed_with_noise_comes_back(int level)
    {
        using DeflateEncoder encoder = new(DeflateLevel.Of(level));
        byte[] data = Data(new Random(7), kind: 5, BlockSize);

        Decode(Encode(encoder, data)).AsSpan().SequenceEqual(data).Should().BeTrue();
    }

    [Fact]
    public void What_does_not_compress_grows_by_a_few_bytes_only()
    {
        using DeflateEncoder encoder = new(DeflateLevel.Of(2));

        Encode(encoder, Data(new Random(1), kind: 0, BlockSize)).Length.Should().BeLessThan(BlockSize + 256);
    }

    [Fact]
    public void Levels_above_give_no_more_bytes()
    {
        byte[] data = Data(new Random(3), kind: 4, BlockSize);
        List<int> sizes = [];
        foreach (int level in new[] { 1, 3, 6, 9 })
        {
            using DeflateEncoder encoder = new(DeflateLevel.Of(level));
            sizes.Add(Encode(encoder, data).Length);
        }

        sizes.Should().BeInDescendingOrder();
    }

    [Fact]
    public void The_bytes_do_not_depend_on_what_was_compressed_before()
    {
        byte[] data = Data(new Random(5), kind: 4, 300_000);
        using DeflateEncoder used = new(DeflateLevel.Of(4));
        using DeflateEncoder fresh = new(DeflateLevel.Of(4));
        Encode(used, Data(new Random(6), kind: 5, BlockSize));

        Encode(used, data).Should().Equal(Encode(fresh, data));
    }

    [Fact]
    public void Words_are_shortened_where_frequencies_would_make_them_longer_than_the_format_allows()
    {
        HuffmanCode code = new(40, 15);
        for (int i = 0, last = 1, next = 1; i < 40; i++)
        {
            code.Frequencies[i] = last;
            (last, next) = (next, Math.Min(last + next, 1 << 24));
        }

        code.Build();

        code.Lengths.Should().OnlyContain(length => length >= 1 && length <= 15);
        code.Lengths.Sum(length => 1 << (15 - length)).Should().Be(1 << 15);
    }

    private static byte[] Encode(DeflateEncoder encoder, byte[] data)
    {
        byte[] block = new byte[BlockSize];
        data.CopyTo(block, 0);
        using MemoryStream output = new();
        encoder.Encode(block, data.Length, output);
        return output.ToArray();
    }

    private static byte[] Decode(byte[] bytes)
    {
        // What an encoder leaves out is the last block.
        using DeflateStream plain = new(new MemoryStream([.. bytes, 3, 0]), CompressionMode.Decompress);
        using MemoryStream data = new();
        plain.CopyTo(data);
        return data.ToArray();
    }

    /// <summary>Noise, one byte, two bytes, a period, words, or all of them by turns.</summary>
    private static byte[] Data(Random random, int kind, int size)
    {
        byte[] data = new byte[size];
        switch (kind)
        {
            case 0:
                random.NextBytes(data);
                break;
            case 1:
                data.AsSpan().Fill((byte)random.Next(256));
                break;
            case 2:
                random.GetItems<byte>([200, 7], data);
                break;
            case 3:
                int period = random.Next(1, 70_000);
                random.NextBytes(data.AsSpan(0, Math.Min(period, size)));
                for (int i = period; i < size; i++)
                {
                    data[i] = data[i - period];
                }

                break;
            case 4:
                FillWithWords(random, data);
                break;
            default:
                for (int start = 0; start < size;)
                {
                    int length = Math.Min(random.Next(1, 3000), size - start);
                    Data(random, random.Next(5), length).CopyTo(data, start);
                    start += length;
                }

                break;
        }

        return data;
    }

    private static void FillWithWords(Random random, byte[] data)
    {
        byte[][] words = [.. Enumerable.Range(0, 200).Select(_ => Data(random, kind: 0, random.Next(2, 14)))];
        for (int start = 0; start < data.Length;)
        {
            byte[] word = words[random.Next(words.Length)];
            int length = Math.Min(word.Length, data.Length - start);
            word.AsSpan(0, length).CopyTo(data.AsSpan(start));
            start += length;
        }
    }
}
