using System.Buffers;

namespace Sharpbuild.Oci.Content;

/// <summary>Copies content.</summary>
internal static class StreamCopy
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Takes the bytes of a stream.</summary>
    public delegate void Sink(ReadOnlySpan<byte> bytes);

    /// <summary>Copies a whole stream that must have a given size.</summary>
    /// <exception cref="InvalidContentException">It is shorter or longer.</exception>
    public static void Exactly(Stream from, Stream to, long sizeInBytes, string name, CancellationToken cancellationToken)
    {
        long rest = sizeInBytes;
        long copied = ToEnd(
            from,
            bytes =>
            {
                rest -= bytes.Length;
                if (rest < 0)
                {
                    throw WrongSize("more");
                }

                to.Write(bytes);
            },
            cancellationToken);
        if (copied != sizeInBytes)
        {
            throw WrongSize($"only {copied}");
        }

        InvalidContentException WrongSize(string found) => new($"{name} should have {sizeInBytes} bytes, but there are {found}");
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="from">The stream.</param>
    /// <param name="sink">Takes the bytes.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>The number of its bytes.</returns>
    public static long ToEnd(Stream from, Sink sink, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            while (from.Read(buffer, 0, BufferSize) is int count and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                total += count;
                sink(buffer.AsSpan(0, count));
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
