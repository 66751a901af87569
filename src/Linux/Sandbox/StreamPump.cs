using System.Buffers;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Hands on what a command reads and writes until it has ended, and kills it when that is asked for.</summary>
/// <param name="process">The command.</param>
/// <param name="streams">Its streams.</param>
/// <param name="spec">Where its input comes from and its output goes.</param>
internal sealed unsafe class StreamPump(LaunchedProcess process, StandardStreams streams, SandboxSpec spec)
{
    private const int BufferSize = 64 * 1024;
    private const int PollCount = 6;
    private const short Ready = Libc.POLLIN | Libc.POLLHUP;

    /// <summary>A descriptor that becomes readable when a system call waits for an answer; null for none.</summary>
    public SafeFileHandle? Calls { get; init; }

    /// <summary>Answers one such call.</summary>
    public Action? Answer { get; init; }

    /// <summary>Returns when the command has ended and all that was written is handed on.</summary>
    /// <param name="cancelled">A descriptor that becomes readable when the command shall be killed.</param>
    public void Run(SafeFileHandle cancelled)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            Pump(buffer, Number(cancelled));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Pump(byte[] buffer, int cancelled)
    {
        InputChannel? channel = spec.Input is null || streams.InputWriter is null ? null : new InputChannel(spec.Input, streams.InputWriter, closesWriter: streams.Terminal is null);
        Libc.PollFd* polls = stackalloc Libc.PollFd[PollCount];
        polls[0] = Poll(Number(streams.OutputReader));
        polls[1] = Poll(streams.ErrorReader is null ? -1 : Number(streams.ErrorReader));
        polls[2] = Poll(Number(process.Descriptor));
        polls[3] = Poll(cancelled);
        polls[4] = Poll(Calls is null ? -1 : Number(Calls));
        bool hasEnded = false;
        while (true)
        {
            polls[5] = channel?.Interest ?? Poll(-1);

            // Once the command has ended all writers of its PID namespace are dead: what is not in the pipes by now never comes.
            int count = Libc.Poll(polls, PollCount, hasEnded ? 0 : -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                throw LinuxException.Last("poll", "");
            }

            bool hasRead = count > 0 && (Forward(&polls[0], 1, buffer) | Forward(&polls[1], 2, buffer));
            if (hasEnded && !hasRead)
            {
                return;
            }

            if (count > 0 && (polls[2].Returned & Ready) != 0)
            {
                hasEnded = true;
                polls[2].Descriptor = -1;
            }

            if (count > 0 && polls[4].Returned != 0)
            {
                AnswerCall(&polls[4]);
            }

            if (count > 0 && (polls[3].Returned & Ready) != 0)
            {
                process.Kill();
                polls[3].Descriptor = -1;
            }

            if (count > 0 && polls[5].Returned != 0)
            {
                channel?.Move();
            }
        }
    }

    private void AnswerCall(Libc.PollFd* poll)
    {
        if ((poll->Returned & Libc.POLLIN) != 0)
        {
            Answer?.Invoke();
        }
        else
        {
            poll->Descriptor = -1;
        }
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static Libc.PollFd Poll(int descriptor) => new() { Descriptor = descriptor, Events = Libc.POLLIN };

    private bool Forward(Libc.PollFd* poll, int stream, byte[] buffer)
    {
        if ((poll->Returned & Ready) == 0)
        {
            return false;
        }

        int count = Libc.Read(poll->Descriptor, buffer);
        if (count <= 0)
        {
            // The other end of a terminal is gone: EIO.
            poll->Descriptor = -1;
            poll->Returned = 0;
            return false;
        }

        spec.Output?.Invoke(stream, buffer.AsMemory(0, count));
        return true;
    }
}
