using System.Security.Cryptography;

using Sharpbuild.Oci.Compression;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Compression;

public sealed class LayerCompressorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("compress");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(CompressionKind.Gzip, null)]
    [InlineData(CompressionKind.Gzip, 9)]
    [InlineData(CompressionKind.Zstd, null)]
    [InlineData(CompressionKind.Uncompressed, null)]
    public void The_bytes_do_not_depend_on_the_number_of_workers(CompressionKind kind, int? level)
    {
        byte[] content = Content(9_000_001);
        byte[][] results = [.. new[] { 1, 2, 4, 7 }.Select(workers => Compress(content, new CompressionOptions(kind, level) { Workers = workers }).Bytes)];

        results.Should().OnlyContain(result => result.SequenceEqual(results[0]));
    }

    [SkippableTheory]
    [InlineData(CompressionKind.Gzip, "gzip", 0)]
    [InlineData(CompressionKind.Gzip, "gzip", 1)]
    [InlineData(CompressionKind.Gzip, "gzip", 1024 * 1024)]
    [InlineData(CompressionKind.Gzip, "gzip", 5_000_000)]
    [InlineData(CompressionKind.Zstd, "zstd", 0)]
    [InlineData(CompressionKind.Zstd, "zstd", 1)]
    [InlineData(CompressionKind.Zstd, "zstd", 2 * 1024 * 1024)]
    [InlineData(CompressionKind.Zstd, "zstd", 9_000_000)]
    public void Other_programs_accept_and_decompress_the_bytes(CompressionKind kind, string program, int size)
    {
        Requires.Program(program);
        byte[] content = Content(size);
        (byte[] bytes, CompressedBlob blob) = Compress(content, new CompressionOptions(kind));
        File.WriteAllBytes(_directory.At("blob.x"), bytes);

        ProcessRunner.Run("sh", ["-c", $"{program} -t < blob.x && {program} -dc < blob.x > plain"], new ProcessSettings { WorkingDirectory = _directory.HostPath })
            .Succeeded();

        File.ReadAllBytes(_directory.At("plain")).AsSpan().SequenceEqual(content).Should().BeTrue();
        blob.Should().Be(new CompressedBlob(Digest.FromSha256(SHA256.HashData(bytes)), bytes.Length));
    }

    [Fact]
    public void A_gzip_header_tells_neither_time_nor_system()
    {
        Compress("x"u8.ToArray(), new CompressionOptions(CompressionKind.Gzip)).Bytes[..10].Should().Equal(0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF);
    }

    [Fact]
    public void An_output_that_fails_ends_the_work_with_its_own_error()
    {
        Action compress = () => LayerCompressor.Compress(
            new MemoryStream(Content(9_000_000)), new MemoryStream(new byte[100_000]), new CompressionOptions(CompressionKind.Gzip), CancellationToken.None);

        compress.Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void Cancellation_ends_the_work()
    {
        Action compress = () => LayerCompressor.Compress(
            new MemoryStream(Content(100)), new MemoryStream(), new CompressionOptions(CompressionKind.Zstd), new CancellationToken(true));

        compress.Should().Throw<OperationCanceledException>();
    }

    /// <summary>Half of it compresses well, half not at all.</summary>
    internal static byte[] Content(int size)
    {
        byte[] content = new byte[size];
        new Random(size).NextBytes(content.AsSpan(0, size / 2));
        for (int i = size / 2; i < size; i++)
        {
            content[i] = (byte)"some words that come again and again "[(int)((long)i * i % 37)];
        }

        return content;
    }

    internal static (byte[] Bytes, CompressedBlob Blob) Compress(byte[] content, CompressionOptions options)
    {
        using MemoryStream output = new();
        CompressedBlob blob = LayerCompressor.Compress(new MemoryStream(content), output, options, CancellationToken.None);
        return (output.ToArray(), blob);
    }
}
