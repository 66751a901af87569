using System.IO.Compression;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>Decompression of gzip, bzip2, xz and zstd.</summary>
internal static class CompressionTarget
{
    private const int MostOutput = 1 << 20;

    public static FuzzTarget Create() => new("compression", [.. Seeds()], [[0x1F, 0x8B, 8, 0], [0x28, 0xB5, 0x2F, 0xFD], [.. "BZh9"u8], [0xFD, .. "7zXZ"u8, 0], [0x50, 0x2A, 0x4D, 0x18]], Execute);

    private static IEnumerable<byte[]> Seeds()
    {
        byte[] text = [.. Enumerable.Range(0, 600).Select(i => (byte)(i * i / 7))];
        using MemoryStream gzip = new();
        using (GZipStream stream = new(gzip, CompressionMode.Compress, leaveOpen: true))
        {
            stream.Write(text);
        }

        yield return gzip.ToArray();
        foreach (string program in new[] { "bzip2", "xz", "zstd" })
        {
            if (Compressed(program, text) is { } seed)
            {
                yield return seed;
            }
        }
    }

    /// <summary>What the program makes of a text; null where it is not installed.</summary>
    private static byte[]? Compressed(string program, byte[] text)
    {
        using TemporaryDirectory work = new("seed");
        File.WriteAllBytes(work.At("in"), text);
        return ProcessRunner.Run("sh", ["-c", $"{program} -c < {work.At("in")} > {work.At("out")}"]).ExitCode == 0 ? File.ReadAllBytes(work.At("out")) : null;
    }

    private static void Execute(byte[] input)
    {
        byte[] buffer = new byte[4096];
        try
        {
            using Stream content = Decompressor.Open(new MemoryStream(input));
            int total = 0;
            for (int count; total < MostOutput && (count = content.Read(buffer)) > 0;)
            {
                total += count;
            }
        }
        catch (InvalidContentException)
        {
            // What is said to malformed streams.
        }
    }
}
