using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Launching;

/// <summary>A child started by <see cref="Launcher"/>; disposing it kills it if it still runs.</summary>
internal sealed unsafe class LaunchedProcess(int processId, SafeFileHandle descriptor, SafeFileHandle errors, ChildProgram program) : IDisposable
{
    private bool _reaped;

    /// <summary>Its process id, as seen from here.</summary>
    public int ProcessId { get; } = processId;

    /// <summary>A descriptor that becomes readable when it has ended.</summary>
    public SafeFileHandle Descriptor { get; } = descriptor;

    /// <summary>Waits until the child's program has ended in execve(2).</summary>
    /// <param name="limit">After this the child is killed.</param>
    /// <exception cref="LinuxException">An operation failed, or the limit was passed (<c>ETIMEDOUT</c>).</exception>
    public void WaitForExec(TimeSpan limit)
    {
        Span<byte> report = stackalloc byte[8];
        Libc.PollFd poll = new() { Descriptor = (int)errors.DangerousGetHandle(), Events = Libc.POLLIN };
        int ready;
        do
        {
            ready = Libc.Poll(&poll, 1, (int)limit.TotalMilliseconds);
        }
        while (ready < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        if (ready == 0)
        {
            throw new LinuxException("clone3", "the new process does not come to its command", Errno.ETIMEDOUT);
        }

        int count = Libc.Read((int)errors.DangerousGetHandle(), report);
        if (count == report.Length)
        {
            int index = BinaryPrimitives.ReadInt32LittleEndian(report[4..]);
            throw new ChildFailedException(index, program.Failure(index, BinaryPrimitives.ReadInt32LittleEndian(report)), program.Is(index, SystemCall.Execve));
        }
    }

    /// <summary>Kills it; a process that is the first of its PID namespace takes all others along.</summary>
    public void Kill() => Signal(Libc.SIGKILL);

    /// <summary>Sends a signal; none arrives when it has ended.</summary>
    public void Signal(int signal)
    {
        if (!_reaped)
        {
            _ = Libc.PidfdSendSignal((int)Descriptor.DangerousGetHandle(), signal);
        }
    }

    /// <summary>Waits for its end and collects it.</summary>
    public ExitStatus Wait()
    {
        Libc.ChildSignal signal;
        Libc.ResourceUsage usage;
        int result;
        do
        {
            result = Libc.Waitid((int)Descriptor.DangerousGetHandle(), out signal, out usage);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        _reaped = true;
        if (result < 0)
        {
            throw LinuxException.Last("waitid", "");
        }

        return signal.Code == Libc.CLD_EXITED
            ? new ExitStatus(signal.Status, 0, ProcessUsage.Of(usage))
            : new ExitStatus(128 + signal.Status, signal.Status, ProcessUsage.Of(usage));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_reaped)
        {
            Kill();
            _ = Wait();
        }

        Descriptor.Dispose();
        errors.Dispose();

        // The child has ended or has an address space of its own by now: nothing reads the program any more.
        program.Dispose();
    }
}
