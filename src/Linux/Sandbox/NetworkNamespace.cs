using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// A network that reaches out through a user-mode network stack (pasta or slirp4netns) and that steps join one after the other: starting
/// the stack costs more than a whole small step. The stack ends with this object, or with this process.
/// </summary>
/// <remarks>
/// When the builder is root the stack runs in the user namespace of commands, or in one that maps nobody but root, so it has no rights on the
/// machine, and the network belongs to that namespace: only there a command may bind port 80 or open a raw socket.
/// </remarks>
internal sealed unsafe class NetworkNamespace : ServedNetwork
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly LaunchedProcess _stack;

    private readonly NetworkStack _kind;

    private NetworkNamespace(SafeFileHandle handle, LaunchedProcess stack, NetworkStack kind)
        : base(handle)
    {
        _stack = stack;
        _kind = kind;
    }

    /// <summary>Whether the stack still runs.</summary>
    public override bool IsAlive
    {
        get
        {
            Libc.PollFd poll = new() { Descriptor = (int)_stack.Descriptor.DangerousGetHandle(), Events = Libc.POLLIN };
            return Libc.Poll(&poll, 1, 0) == 0;
        }
    }

    /// <summary>Makes a network, or returns null where the stack cannot serve one.</summary>
    /// <param name="kind">The program.</param>
    /// <param name="self">A descriptor of this process.</param>
    /// <param name="owners">Whose the network is; null for root's.</param>
    public static NetworkNamespace? TryCreate(NetworkStack kind, SafeFileHandle self, OwnerMap? owners)
    {
        SafeFileHandle? user = null;
        SafeFileHandle? network = null;
        try
        {
            (user, network) = owners is null ? CreateNamespaces(self) : (null, CreateOwned(owners, isUp: false));
            LaunchedProcess? stack = TryStart(kind, self, owners?.Namespace ?? user, network);
            if (stack is null)
            {
                network.Dispose();
                return null;
            }

            return new NetworkNamespace(network, stack, kind);
        }
        catch (LinuxException)
        {
            network?.Dispose();
            return null;
        }
        finally
        {
            user?.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string Adapt(string resolvConf) => _kind.Adapt(resolvConf);

    /// <inheritdoc/>
    protected override void Release() => _stack.Dispose();

    /// <summary>Makes a network that leads nowhere yet.</summary>
    /// <param name="self">A descriptor of this process.</param>
    /// <param name="owners">Whose it is; null for root's.</param>
    public static SafeFileHandle CreateEmpty(SafeFileHandle self, OwnerMap? owners)
    {
        if (owners is not null)
        {
            return CreateOwned(owners, isUp: false);
        }

        (SafeFileHandle? user, SafeFileHandle network) = CreateNamespaces(self);
        user?.Dispose();
        return network;
    }

    /// <summary>Makes a network that belongs to the root of commands.</summary>
    /// <param name="owners">Their ids.</param>
    /// <param name="isUp">Whether its loopback interface is brought up.</param>
    public static SafeFileHandle CreateOwned(OwnerMap owners, bool isUp)
    {
        using Pipe made = Pipe.Create();
        using Pipe wait = Pipe.Create();
        ChildProgram program = new();
        program.Add(SystemCall.Setns, "user", owners.Namespace, Libc.CLONE_NEWUSER);
        program.Add(SystemCall.Unshare, "CLONE_NEWNET", Libc.CLONE_NEWNET);
        if (isUp)
        {
            NamespaceSetup.AddLoopback(program);
        }

        program.Add(SystemCall.Write, "", made.Writer, program.Arena.Take(8), 1);
        program.Add(SystemCall.Close, "", wait.Writer);
        program.Add(SystemCall.Read, "", wait.Reader, program.Arena.Take(8), 1);
        using LaunchedProcess holder = Launcher.Start(program, 0, null);
        made.Writer.Dispose();
        Span<byte> word = stackalloc byte[1];
        if (Libc.Read((int)made.Reader.DangerousGetHandle(), word) != 1)
        {
            holder.WaitForExec(StartLimit);
        }

        return FileDescriptors.OpenHostFile($"/proc/{holder.ProcessId}/ns/net");
    }

    /// <summary>A child that does nothing is born with the namespaces and ends when they are open here.</summary>
    private static (SafeFileHandle? User, SafeFileHandle Network) CreateNamespaces(SafeFileHandle self)
    {
        using Pipe wait = Pipe.Create();
        ChildProgram program = new();
        ProcessSetup.AddParentDeath(program, self);
        program.Add(SystemCall.Close, "", wait.Writer);
        program.Add(SystemCall.Read, "", wait.Reader, program.Arena.Take(8), 1);
        bool isRoot = ProcessCredentials.IsInitialUserNamespace;
        using LaunchedProcess holder = Launcher.Start(program, Libc.CLONE_NEWNET | (isRoot ? Libc.CLONE_NEWUSER : 0), null);
        if (isRoot)
        {
            IdMap.Write($"/proc/{holder.ProcessId}/uid_map", "0 0 1");
            IdMap.Write($"/proc/{holder.ProcessId}/gid_map", "0 0 1");
        }

        SafeFileHandle network = FileDescriptors.OpenHostFile($"/proc/{holder.ProcessId}/ns/net");
        return (isRoot ? FileDescriptors.OpenHostFile($"/proc/{holder.ProcessId}/ns/user") : null, network);
    }

    private static LaunchedProcess? TryStart(NetworkStack kind, SafeFileHandle self, SafeFileHandle? user, SafeFileHandle network)
    {
        using Pipe ready = Pipe.Create();
        LaunchedProcess stack = Launcher.Start(Compose(kind, self, user, network, ready.Writer), 0, null);
        try
        {
            stack.WaitForExec(StartLimit);
            ready.Writer.Dispose();
            if (IsReady(ready.Reader))
            {
                return stack;
            }
        }
        catch (ChildFailedException)
        {
        }

        stack.Dispose();
        return null;
    }

    private static ChildProgram Compose(NetworkStack kind, SafeFileHandle self, SafeFileHandle? user, SafeFileHandle network, SafeFileHandle ready)
    {
        ChildProgram program = new();
        program.Add(SystemCall.ResetSignals, "");
        if (user is not null)
        {
            program.Add(SystemCall.Setns, "user", user, Libc.CLONE_NEWUSER);
        }

        ProcessSetup.AddParentDeath(program, self);
        program.Add(SystemCall.Setsid, "");
        program.Add(SystemCall.Chdir, "/", program.Arena.Copy("/"));
        program.Add(SystemCall.Openat, "/dev/null", Libc.AT_FDCWD, program.Arena.Copy("/dev/null"), Libc.O_RDWR);
        Slot nothing = program.Store();
        program.Add(SystemCall.CloseRange, "", 3, uint.MaxValue, ProcessSetup.CloseRangeCloexec);
        program.Add(SystemCall.Dup3, "network", network, NetworkStack.NetworkDescriptor, 0);
        program.Add(SystemCall.Dup3, "ready", ready, NetworkStack.ReadyDescriptor, 0);
        for (int stream = 0; stream < 3; stream++)
        {
            program.Add(SystemCall.Dup3, "standard streams", nothing, stream, 0).Tolerate(0, Errno.EINVAL);
        }

        program.Add(SystemCall.Sigprocmask, "", 2, program.Arena.Take(8), 0, 8);
        program.Add(SystemCall.Execve, kind.Program, program.Arena.Copy(kind.Program), program.Arena.CopyAll(kind.Arguments), program.Arena.CopyAll([]));
        return program;
    }

    /// <summary>The stack writes when the network is there, or closes its end without a word.</summary>
    private static bool IsReady(SafeFileHandle reader)
    {
        Libc.PollFd poll = new() { Descriptor = (int)reader.DangerousGetHandle(), Events = Libc.POLLIN };
        int count;
        do
        {
            count = Libc.Poll(&poll, 1, (int)StartLimit.TotalMilliseconds);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        Span<byte> buffer = stackalloc byte[16];
        return count > 0 && Libc.Read(poll.Descriptor, buffer) > 0;
    }
}
