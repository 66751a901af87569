using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Gives back the memory of a file behind its reader, where something else is made of it: fresh memory costs more than memory that was in use just now.</summary>
/// <param name="file">The file; stays with its owner.</param>
/// <remarks>posix_fadvise(2) drops from the kernel's cache what is safe on the disk, and nothing else.</remarks>
public sealed class EarlyRelease(SafeFileHandle file)
{
    private const long StepInBytes = 4 << 20;
    private const int DontNeed = 4;

    private long _released;

    /// <summary>Tells how far the file was read by now; every few megabytes what lies before is released.</summary>
    public void Advance(long position)
    {
        if (position - _released >= StepInBytes)
        {
            // A hint, never an error.
            _ = Libc.PosixFadvise((int)file.DangerousGetHandle(), _released, position - _released, DontNeed);
            _released = position;
        }
    }
}
