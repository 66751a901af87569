using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Has the kernel write a growing file to the disk while it is still being made, so that the flush at its end has little left to wait for.</summary>
/// <param name="file">The file; stays with its owner.</param>
/// <remarks>sync_file_range(2) only begins the writing: whether the bytes are safe is for fsync(2) to say.</remarks>
public sealed class EarlyWriteback(SafeFileHandle file)
{
    private const long StepInBytes = 8 << 20;

    private long _begun;

    /// <summary>Tells how long the file is by now; every few megabytes the new part begins to be written.</summary>
    public void Advance(long lengthInBytes)
    {
        if (lengthInBytes - _begun >= StepInBytes)
        {
            // A hint: what cannot be written early, such as a pipe, refuses it.
            _ = Libc.SyncFileRange((int)file.DangerousGetHandle(), _begun, lengthInBytes - _begun, Libc.SYNC_FILE_RANGE_WRITE);
            _begun = lengthInBytes;
        }
    }
}
