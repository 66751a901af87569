using System.Runtime.InteropServices;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Libraries;

/// <summary>Decompresses xz by the system's liblzma.</summary>
public sealed unsafe class XzDecoder : IDisposable
{
    /// <summary>Enough for <c>xz -9</c>, which needs 65 MiB; hostile data may ask for 4 GiB.</summary>
    private const ulong MemoryLimit = 128 * 1024 * 1024;

    private Liblzma.LzmaStream* _stream;

    /// <summary>Begins decompression.</summary>
    /// <exception cref="DllNotFoundException">The system has no liblzma.so.5.</exception>
    public XzDecoder()
    {
        _stream = (Liblzma.LzmaStream*)NativeMemory.AllocZeroed((nuint)sizeof(Liblzma.LzmaStream));
        try
        {
            if (Liblzma.StreamDecoder(_stream, MemoryLimit, Liblzma.LZMA_CONCATENATED) != Liblzma.LZMA_OK)
            {
                throw new InsufficientMemoryException("liblzma found no memory");
            }
        }
        catch
        {
            NativeMemory.Free(_stream);
            _stream = null;
            throw;
        }
    }

    /// <summary>Decompresses on.</summary>
    /// <param name="input">The next input.</param>
    /// <param name="isLast">Whether there is no more after it.</param>
    /// <param name="output">Room for the result.</param>
    /// <param name="read">The bytes of input that were taken.</param>
    /// <param name="written">The bytes of output.</param>
    public XzStatus Decode(ReadOnlySpan<byte> input, bool isLast, Span<byte> output, out int read, out int written)
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        fixed (byte* inputBytes = input)
        fixed (byte* outputBytes = output)
        {
            _stream->NextIn = inputBytes;
            _stream->AvailIn = (nuint)input.Length;
            _stream->NextOut = outputBytes;
            _stream->AvailOut = (nuint)output.Length;
            int result = Liblzma.Code(_stream, isLast ? Liblzma.LZMA_FINISH : Liblzma.LZMA_RUN);
            read = input.Length - (int)_stream->AvailIn;
            written = output.Length - (int)_stream->AvailOut;
            return result switch
            {
                Liblzma.LZMA_OK => XzStatus.GoesOn,
                Liblzma.LZMA_BUF_ERROR when !isLast => XzStatus.GoesOn,
                Liblzma.LZMA_STREAM_END => XzStatus.Ended,
                Liblzma.LZMA_MEM_ERROR or Liblzma.LZMA_MEMLIMIT_ERROR => XzStatus.NeedsTooMuchMemory,
                _ => XzStatus.Malformed,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stream is not null)
        {
            Liblzma.End(_stream);
            NativeMemory.Free(_stream);
            _stream = null;
        }
    }
}
