using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The part of the child's program that joins control groups and networks.</summary>
internal static unsafe class NamespaceSetup
{
    private const int AfInet = 2;
    private const int SockDgramCloexec = 0x80002;
    private const int SetInterfaceFlags = 0x8914;
    private const short InterfaceUp = 1;

    /// <summary>Moves the child into control groups of version 1.</summary>
    public static void AddTasks(ChildProgram program, IReadOnlyList<SafeFileHandle> tasks)
    {
        byte* self = program.Arena.Copy("0");
        foreach (SafeFileHandle file in tasks)
        {
            program.Add(SystemCall.Write, "cgroup tasks", file, self, 1);
        }
    }

    /// <summary>Moves the child into control groups, then shows them as the root.</summary>
    public static void AddCgroups(ChildProgram program, IReadOnlyList<SafeFileHandle> tasks)
    {
        AddTasks(program, tasks);
        program.Add(SystemCall.Unshare, "CLONE_NEWCGROUP", Libc.CLONE_NEWCGROUP);
    }

    /// <summary>Joins a network, or brings the loopback interface of a new one up.</summary>
    public static void AddNetwork(ChildProgram program, StepNetwork network)
    {
        if (network.Namespace is { } joined)
        {
            program.Add(SystemCall.Setns, "network", joined, Libc.CLONE_NEWNET);
        }
        else if (network.Mode == NetworkMode.None)
        {
            AddLoopback(program);
        }
    }

    /// <summary>Brings the loopback interface up; root of a container with CAP_SYS_ADMIN alone may not, and goes on without.</summary>
    public static void AddLoopback(ChildProgram program)
    {
        byte* request = program.Arena.Take(40);
        "lo"u8.CopyTo(new Span<byte>(request, 16));
        *(short*)(request + 16) = InterfaceUp;
        program.Add(SystemCall.Socket, "lo", AfInet, SockDgramCloexec, 0);
        Slot socket = program.Store();
        program.Add(SystemCall.Ioctl, "lo", socket, SetInterfaceFlags, request).Tolerate(0, Errno.EPERM);
        program.Add(SystemCall.Close, "lo", socket);
    }
}
