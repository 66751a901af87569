using System.Globalization;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Reads and writes open files at given places; the file's own position is neither used nor changed.</summary>
public static unsafe class FileContent
{
    /// <summary>Reads up to the buffer's length.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="offset">Where in the file to begin, in bytes.</param>
    /// <param name="name">How an error names the file.</param>
    /// <returns>The number of bytes, 0 at the end of the file.</returns>
    public static int ReadAt(this SafeFileHandle file, Span<byte> buffer, long offset, string name = "an open file")
    {
        fixed (byte* bytes = buffer)
        {
            nint count;
            do
            {
                count = Libc.Pread((int)file.DangerousGetHandle(), bytes, (nuint)buffer.Length, offset);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

            return count < 0 ? throw LinuxException.Last("pread", name) : (int)count;
        }
    }

    /// <summary>Writes all bytes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="offset">Where in the file to begin, in bytes.</param>
    /// <param name="name">How an error names the file.</param>
    public static void WriteAt(this SafeFileHandle file, ReadOnlySpan<byte> content, long offset, string name = "an open file")
    {
        fixed (byte* bytes = content)
        {
            int written = 0;
            while (written < content.Length)
            {
                nint count = Libc.Pwrite((int)file.DangerousGetHandle(), bytes + written, (nuint)(content.Length - written), offset + written);
                if (count < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                {
                    throw LinuxException.Last("pwrite", name);
                }

                written += Math.Max((int)count, 0);
            }
        }
    }

    /// <summary>Cuts or lengthens the file; what is added reads as zeros and takes no space.</summary>
    public static void SetLength(this SafeFileHandle file, long sizeInBytes, string name = "an open file")
    {
        if (Libc.Ftruncate((int)file.DangerousGetHandle(), sizeInBytes) < 0)
        {
            throw LinuxException.Last("ftruncate", name);
        }
    }

    /// <summary>Empties a file that is open for reading, whatever names it has by now.</summary>
    public static void Clear(this SafeFileHandle file)
    {
        using SafeFileHandle writable = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{(int)file.DangerousGetHandle()}"), FileMode.Open, FileAccess.Write);
        writable.SetLength(0);
    }
}
