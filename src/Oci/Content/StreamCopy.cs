using System.Buffers;
using System.Security.Cryptography;

namespace Sharpbuild.Oci.Content;

/// <summary>Copies content of a known size.</summary>
internal static class StreamCopy
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies a whole stream that must have a given size.</summary>
    /// <exception cref="InvalidContentException">It is shorter or longer.</exception>
    public static void Exactly(Stream from, Stream to, long sizeInBytes, string name, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long copied = 0;
            while (from.Read(buffer, 0, BufferSize) is int count and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                copied += count;
                if (copied > sizeInBytes)
                {
                    break;
                }

                to.Write(buffer, 0, count);
            }

            if (copied != sizeInBytes)
            {
                string found = copied > sizeInBytes ? "more" : $"only {copied}";
                throw new InvalidContentException($"{name} should have {sizeInBytes} bytes, but there are {found}");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Copies a stream to its end.</summary>
    /// <param name="from">The stream.</param>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="hash">Takes them too.</param>
    /// <param name="moved">Hears how many came.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>The number of its bytes.</returns>
    public static long ToEnd(Stream from, Stream to, IncrementalHash hash, Action<int> moved, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            while (from.Read(buffer) is int count and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                to.Write(buffer, 0, count);
                moved(count);
                total += count;
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>The number of its bytes.</returns>
    public static long Count(Stream from, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            while (from.Read(buffer) is int count and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                total += count;
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
