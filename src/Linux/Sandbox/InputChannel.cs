using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Moves bytes to a command's standard input, as fast as it takes them.</summary>
/// <param name="source">Where they come from.</param>
/// <param name="target">Our end of the command's input; writing never waits.</param>
/// <param name="closesWriter">Whether the command shall see the end of the source.</param>
internal sealed class InputChannel(SafeFileHandle source, SafeFileHandle target, bool closesWriter)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private bool _isDone;

    /// <summary>What to wait for: bytes to read, or room to write.</summary>
    public Libc.PollFd Interest => _isDone ? new Libc.PollFd { Descriptor = -1 }
        : _start == _end ? new Libc.PollFd { Descriptor = (int)source.DangerousGetHandle(), Events = Libc.POLLIN }
        : new Libc.PollFd { Descriptor = (int)target.DangerousGetHandle(), Events = Libc.POLLOUT };

    /// <summary>Reads or writes once.</summary>
    public void Move()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = Math.Max(Libc.Read((int)source.DangerousGetHandle(), _buffer), 0);
            if (_end == 0)
            {
                End();
            }

            return;
        }

        int count = Libc.Write((int)target.DangerousGetHandle(), _buffer.AsSpan(_start, _end - _start));
        if (count < 0 && Marshal.GetLastPInvokeError() != Errno.EAGAIN)
        {
            // The command has closed its input.
            End();
        }

        _start += Math.Max(count, 0);
    }

    private void End()
    {
        _isDone = true;
        if (closesWriter)
        {
            target.Dispose();
        }
    }
}
