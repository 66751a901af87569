using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Launching;

/// <summary>Both ends of a pipe; each is closed on exec.</summary>
internal sealed class Pipe : IDisposable
{
    private Pipe(SafeFileHandle reader, SafeFileHandle writer)
    {
        Reader = reader;
        Writer = writer;
    }

    /// <summary>The end to read from.</summary>
    public SafeFileHandle Reader { get; }

    /// <summary>The end to write to.</summary>
    public SafeFileHandle Writer { get; }

    /// <summary>Makes a pipe.</summary>
    public static unsafe Pipe Create()
    {
        int* ends = stackalloc int[2];
        return Libc.Pipe2(ends, Libc.O_CLOEXEC) < 0
            ? throw LinuxException.Last("pipe2", "")
            : new Pipe(AboveStandard(ends[0]), AboveStandard(ends[1]));
    }

    /// <summary>A program started with closed standard streams must not get a pipe in their place: a child would overwrite it.</summary>
    private static SafeFileHandle AboveStandard(int descriptor)
    {
        if (descriptor > 2)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        int higher = Libc.Fcntl(descriptor, Libc.F_DUPFD_CLOEXEC, 3);
        _ = Libc.Close(descriptor);
        return higher < 0 ? throw LinuxException.Last("fcntl", "pipe") : new SafeFileHandle(higher, ownsHandle: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
