using Sharpbuild.Oci.Compression;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Compression;

public sealed class DecompressorTests : IDisposable
{
    private static readonly byte[] Content = LayerCompressorTests.Content(400_000);

    private readonly TemporaryDirectory _directory = new("decompress");

    public static TheoryData<string, CompressionFormat> Programs => new()
    {
        { "gzip", CompressionFormat.Gzip },
        { "pigz", CompressionFormat.Gzip },
        { "bzip2", CompressionFormat.Bzip2 },
        { "xz", CompressionFormat.Xz },
        { "zstd", CompressionFormat.Zstd },
    };

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Programs))]
    public void What_other_programs_compress_is_detected_and_decompressed(string program, CompressionFormat format)
    {
        byte[] bytes = Compress(program, Content);

        Decompressor.Detect(bytes).Should().Be(format);
        Decompress(bytes).AsSpan().SequenceEqual(Content).Should().BeTrue();
    }

    [SkippableTheory]
    [MemberData(nameof(Programs))]
    public void Streams_behind_each_other_are_read_as_one(string program, CompressionFormat format)
    {
        byte[] bytes = [.. Compress(program, Content), .. Compress(program, [1, 2, 3])];

        Decompressor.Detect(bytes).Should().Be(format);
        Decompress(bytes).SequenceEqual((byte[])[.. Content, 1, 2, 3]).Should().BeTrue();
    }

    [SkippableTheory]
    [MemberData(nameof(Programs))]
    public void A_stream_that_is_cut_off_is_an_error_wherever_it_ends(string program, CompressionFormat format)
    {
        byte[] one = Compress(program, Content);
        byte[] two = [.. one, .. one];

        foreach (int cut in new[] { 1, 2, 3, 4, 5, 8, 9, 12, 100, 5000, one.Length / 2 })
        {
            Action first = () => Decompress(one[..^cut]);
            first.Should().Throw<InvalidContentException>($"{cut} bytes are missing of {format}").WithMessage("blob cannot be decompressed: *");
            Action second = () => Decompress(two[..^cut]);
            second.Should().Throw<InvalidContentException>($"{cut} bytes are missing of the second {format}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Programs))]
    public void A_bit_that_changed_is_an_error_or_the_content_is_still_right(string program, CompressionFormat format)
    {
        byte[] bytes = Compress(program, Content);
        Random random = new(7);

        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[random.Next(format == CompressionFormat.Gzip ? 10 : 6, bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Decompress(damaged).AsSpan().SequenceEqual(Content).Should().BeTrue();
            }
            catch (InvalidContentException exception)
            {
                exception.Message.Should().StartWith("blob cannot be decompressed: ");
            }
        }
    }

    [SkippableFact]
    public void Zeros_behind_a_gzip_stream_are_ignored()
    {
        foreach (int zeros in new[] { 1, 7, 512, 100_000 })
        {
            Decompress([.. Compress("gzip", Content), .. new byte[zeros]]).AsSpan().SequenceEqual(Content).Should().BeTrue();
        }
    }

    [Fact]
    public void Other_bytes_come_through_as_they_are()
    {
        foreach (byte[] bytes in new byte[][] { [], [0x1F], [0x1F, 0x8B, 7, 0], [.. "BZh0"u8], [.. "plain text"u8], new byte[1000] })
        {
            Decompressor.Detect(bytes).Should().Be(CompressionFormat.None);
            Decompress(bytes).Should().Equal(bytes);
        }
    }

    [SkippableFact]
    public void Large_content_decompresses_in_little_memory()
    {
        string path = _directory.At("zeros.gz");
        TestProgram($"head -c 300000000 /dev/zero | gzip -1 > {path}");
        using FileStream file = File.OpenRead(path);
        using Stream content = Decompressor.Open(file);
        byte[] buffer = new byte[100_000];
        long before = GC.GetAllocatedBytesForCurrentThread();

        long size = 0;
        for (int count; (count = content.Read(buffer)) > 0; size += count)
        {
        }

        size.Should().Be(300_000_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000_000);
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using MemoryStream source = new(bytes);
        using Stream content = Decompressor.Open(source, "blob");
        using MemoryStream result = new();
        content.CopyTo(result);
        source.Position.Should().Be(bytes.Length, "the source is read to its end");
        return result.ToArray();
    }

    private static void TestProgram(string script) => ProcessRunner.Run("sh", ["-c", script]).Succeeded();

    private byte[] Compress(string program, byte[] content)
    {
        Requires.Program(program);
        File.WriteAllBytes(_directory.At("plain"), content);
        TestProgram($"{program} -c < {_directory.At("plain")} > {_directory.At("packed")}");
        return File.ReadAllBytes(_directory.At("packed"));
    }
}
