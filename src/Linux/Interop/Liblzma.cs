using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <summary>The decoder of liblzma, loaded at its first call.</summary>
/// <remarks>lzma/base.h and lzma/container.h of liblzma 5; its ABI has been stable since 5.0.</remarks>
public static unsafe partial class Liblzma
{
    public const uint LZMA_CONCATENATED = 0x08;

    public const int LZMA_RUN = 0;
    public const int LZMA_FINISH = 3;

    public const int LZMA_OK = 0;
    public const int LZMA_STREAM_END = 1;
    public const int LZMA_MEM_ERROR = 5;
    public const int LZMA_MEMLIMIT_ERROR = 6;
    public const int LZMA_BUF_ERROR = 10;

    /// <summary>struct lzma_stream.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 136)]
    public struct LzmaStream
    {
        public byte* NextIn;
        public nuint AvailIn;
        public ulong TotalIn;
        public byte* NextOut;
        public nuint AvailOut;
        public ulong TotalOut;
        private readonly void* _allocator;
        private readonly void* _internal;
    }

    [LibraryImport("liblzma.so.5", EntryPoint = "lzma_stream_decoder")]
    public static partial int StreamDecoder(LzmaStream* stream, ulong memoryLimit, uint flags);

    [LibraryImport("liblzma.so.5", EntryPoint = "lzma_code")]
    public static partial int Code(LzmaStream* stream, int action);

    [LibraryImport("liblzma.so.5", EntryPoint = "lzma_end")]
    public static partial void End(LzmaStream* stream);
}
