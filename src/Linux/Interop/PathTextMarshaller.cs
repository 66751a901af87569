using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Sharpbuild.Linux.Interop;

/// <summary>Hands a path to the kernel in the lossless encoding of <see cref="PathText"/>.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ManagedToUnmanagedIn))]
public static unsafe class PathTextMarshaller
{
    /// <summary>The marshaller of one argument.</summary>
    public ref struct ManagedToUnmanagedIn
    {
        private byte* _allocated;
        private Span<byte> _buffer;

        /// <summary>Bytes that the caller lends on its stack.</summary>
        public static int BufferSize => 512;

        /// <summary>Encodes <paramref name="managed"/> with a final zero byte.</summary>
        public void FromManaged(string? managed, Span<byte> buffer)
        {
            if (managed is null)
            {
                return;
            }

            int size = PathText.MaxByteCount(managed) + 1;
            if (size > buffer.Length)
            {
                _allocated = (byte*)NativeMemory.Alloc((nuint)size);
                buffer = new Span<byte>(_allocated, size);
            }

            int count = PathText.Encode(managed, buffer);
            if (buffer[..count].Contains((byte)0))
            {
                throw new ArgumentException("a path must not contain a zero byte", nameof(managed));
            }

            buffer[count] = 0;
            _buffer = buffer;
        }

        /// <summary>The address for the call.</summary>
        public readonly byte* ToUnmanaged() => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(_buffer));

        /// <summary>Frees what did not fit on the stack.</summary>
        public readonly void Free() => NativeMemory.Free(_allocated);
    }
}
