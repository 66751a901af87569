using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Runs commands in Linux namespaces. One object serves a whole build; its members may be used from many threads.</summary>
public sealed class NamespaceSandbox : ISandbox, IDisposable
{
    private const ulong Namespaces = Libc.CLONE_NEWNS | Libc.CLONE_NEWPID | Libc.CLONE_NEWUTS | Libc.CLONE_NEWIPC;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly Lazy<HostDevices> _devices = new(static () => new HostDevices());
    private readonly Lazy<KernelPaths> _proc = new(KernelPaths.OfProc);
    private readonly Lazy<KernelPaths> _sys = new(KernelPaths.OfSys);
    private readonly Lazy<CapabilitySet> _held = new(static () => new CapabilitySet(ProcessCredentials.EffectiveCapabilities & ProcessCredentials.BoundingCapabilities));
    private readonly Lazy<IReadOnlyList<CgroupHierarchy>> _cgroups = new(CgroupHierarchy.FindAll);
    private readonly CgroupParents _cgroupParents = new();
    private readonly Lazy<string> _resolvConf = new(static () => File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : "");
    private readonly ConcurrentDictionary<string, bool> _warned = new();
    private readonly Lazy<SafeFileHandle> _self = new(OpenSelf);

    private readonly StepOwners? _owners;
    private readonly NetworkPool _networks;
    private int _isPreparing;

    /// <summary>Makes a sandbox; nothing is started before the first command.</summary>
    /// <param name="owners">Whose root the root of commands is; it stays the caller's. Null for the builder's.</param>
    public NamespaceSandbox(StepOwners? owners = null)
    {
        _owners = owners;
        _networks = new NetworkPool(() => _self.Value, () => _resolvConf.Value, () => _owners?.Map);
    }

    /// <inheritdoc/>
    public OwnerMap? Owners => _owners?.Map;

    /// <inheritdoc/>
    public string? Description => _owners?.Description;

    /// <inheritdoc/>
    public void PrepareNetwork()
    {
        if (Interlocked.Exchange(ref _isPreparing, 1) == 0)
        {
            new Thread(PrepareAhead) { IsBackground = true, Name = "network" }.Start();
        }
    }

    /// <summary>A head start only: what goes wrong here goes wrong again, and is told, where a step asks for its network.</summary>
    private void PrepareAhead()
    {
        try
        {
            _networks.Prepare();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LinuxException or SandboxException or ChildFailedException)
        {
            _isPreparing = 0;
        }
    }

    /// <inheritdoc/>
    public SandboxResult Run(SandboxSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        using StepNetwork network = new(_networks, spec, _resolvConf.Value);
        using RootFileSystem system = RootFileSystem.Prepare(spec, _devices.Value, network.ResolvConf);
        using CgroupScope cgroup = CgroupScope.Create(_cgroups.Value, _cgroupParents, spec.Limits);
        using DeviceRequests? devices = spec.Owners is null || spec.Privileged || !spec.Seccomp.IsDefault ? null : new DeviceRequests();
        try
        {
            ExitStatus status = Execute(spec, system, cgroup, network, devices, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return Result(spec, status, cgroup, network, Stopwatch.GetElapsedTime(start)) with { Devices = devices?.Made ?? [] };
        }
        finally
        {
            system.Finish();
        }
    }

    /// <summary>Ends the networks that steps shared.</summary>
    public void Dispose()
    {
        _networks.Dispose();
        _cgroupParents.Dispose();
        if (_devices.IsValueCreated)
        {
            _devices.Value.Dispose();
        }

        if (_self.IsValueCreated)
        {
            _self.Value.Dispose();
        }
    }

    private SandboxResult Result(SandboxSpec spec, ExitStatus status, CgroupScope cgroup, StepNetwork network, TimeSpan wallTime)
    {
        SandboxResult result = SandboxResult.Of(spec, status, cgroup, wallTime);
        ImmutableArray<string> warnings = network.Mode == spec.Network ? result.Warnings : result.Warnings.Add(_networks.Reason);
        return result with { Warnings = warnings.RemoveAll(warning => !_warned.TryAdd(warning, true)) };
    }

    private ExitStatus Execute(SandboxSpec spec, RootFileSystem system, CgroupScope cgroup, StepNetwork network, DeviceRequests? devices, CancellationToken cancellationToken)
    {
        using StandardStreams streams = new(spec.Input is not null, system.Terminal);
        GiveStreams(spec, streams);
        using SafeFileHandle cancelled = CreateEvent();
        using SafeFileHandle? hostSys = HostSys(network);
        ChildProgram program = Compose(spec, system, cgroup, network, hostSys, streams, devices);
        ulong flags = Namespaces | (network.Mode == NetworkMode.None && network.Namespace is null ? Libc.CLONE_NEWNET : 0);
        using LaunchedProcess process = Launcher.Start(program, flags, cgroup.Directory);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => Signal(cancelled));
        WaitForExec(spec, process);
        streams.CloseChildEnds();
        try
        {
            spec.Control?.Attach(process, system.Terminal);
            new StreamPump(process, streams, spec) { Calls = devices?.Receive(), Answer = () => devices?.Answer(system.View) }.Run(cancelled);
        }
        finally
        {
            spec.Control?.Detach();
        }

        ExitStatus status = process.Wait();
        cgroup.Kill();
        return status;
    }

    private ChildProgram Compose(SandboxSpec spec, RootFileSystem system, CgroupScope cgroup, StepNetwork network, SafeFileHandle? hostSys, StandardStreams streams, DeviceRequests? devices)
    {
        ChildProgram program = new();
        try
        {
            program.Add(SystemCall.ResetSignals, "");
            ProcessSetup.AddParentDeath(program, _self.Value);
            NamespaceSetup.AddCgroups(program, cgroup.Tasks);
            NamespaceSetup.AddNetwork(program, network);
            MountSetup mounts = new(program, system);
            mounts.Add(spec.Privileged ? null : _proc.Value, spec.Privileged ? null : _sys.Value, hostSys, hasCgroup2: cgroup.Directory is not null);
            ProcessSetup.AddSurroundings(program, spec);
            ProcessSetup.AddStandardStreams(program, streams);
            MountSetup.AddWorkingDirectory(program, spec.WorkingDirectory);
            ProcessSetup.AddRights(program, spec, _held.Value, spec.Privileged ? null : spec.Seccomp.ToProgram(spec.Capabilities, devices is not null), devices);
            ProcessSetup.AddParentDeath(program, _self.Value);
            ProcessSetup.AddCommand(program, spec, CommandLookup.Candidates(spec));
            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>A user namespace may mount a new <c>/sys</c> only for a network of its own: else the host's is shown.</summary>
    private static SafeFileHandle? HostSys(StepNetwork network)
    {
        if (network.Mode != NetworkMode.Host || ProcessCredentials.IsInitialUserNamespace)
        {
            return null;
        }

        using DirectoryHandle sys = DirectoryHandle.OpenHost("/sys");
        SafeFileHandle mount = MountTree.Clone(sys.Handle, recursive: true, "/sys");
        MountTree.SetAttributes(mount, Libc.MOUNT_ATTR_RDONLY | Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV | Libc.MOUNT_ATTR_NOEXEC, 0, recursive: true, "/sys");
        return mount;
    }

    /// <summary>A command may open <c>/dev/stdout</c> anew, which only the owner of the pipe can.</summary>
    internal static void GiveStreams(SandboxSpec spec, StandardStreams streams)
    {
        foreach (SafeFileHandle stream in streams.ChildPipes)
        {
            uint user = spec.Owners is null ? spec.User.UserId : OwnerMap.HostId(spec.User.UserId);
            uint group = spec.Owners is null ? spec.User.GroupId : OwnerMap.HostId(spec.User.GroupId);
            if (Libc.Fchown((int)stream.DangerousGetHandle(), user, group) < 0)
            {
                throw LinuxException.Last("fchown", "pipe");
            }
        }
    }

    /// <summary>Waits until the command has begun, and says why not in the words of the usual container runtimes.</summary>
    internal static void WaitForExec(SandboxSpec spec, LaunchedProcess process)
    {
        try
        {
            process.WaitForExec(StartLimit);
        }
        catch (ChildFailedException failed) when (failed.IsExec)
        {
            throw CommandLookup.Failure(spec, failed.Failure);
        }
        catch (ChildFailedException failed) when (failed.Failure.Target == MountSetup.WorkingDirectoryTarget)
        {
            throw new SandboxException($"working directory \"{spec.WorkingDirectory}\": {char.ToLowerInvariant(failed.Failure.Reason[0])}{failed.Failure.Reason[1..]}", 126);
        }
        catch (ChildFailedException failed) when (SetupRefusal.Describe(failed.Failure) is { } missing)
        {
            throw new SandboxException(missing, 125);
        }
        catch (ChildFailedException failed)
        {
            throw failed.Failure;
        }
        finally
        {
            // A child that shares memory and changes its user makes this process undumpable, and /proc/self its files' owner root.
            _ = Libc.Prctl(Libc.PR_SET_DUMPABLE, 1, 0, 0, 0);
        }
    }

    /// <summary>A descriptor of this process.</summary>
    internal static SafeFileHandle OpenSelf()
    {
        int descriptor = Libc.PidfdOpen(Environment.ProcessId);
        return descriptor < 0 ? throw LinuxException.Last("pidfd_open", "self") : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>A descriptor that becomes readable by <see cref="Signal"/>.</summary>
    internal static SafeFileHandle CreateEvent()
    {
        int descriptor = Libc.Eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK);
        return descriptor < 0 ? throw LinuxException.Last("eventfd", "") : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Makes the descriptor readable.</summary>
    internal static void Signal(SafeFileHandle signalled)
    {
        ReadOnlySpan<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        _ = Libc.Write((int)signalled.DangerousGetHandle(), one);
    }
}
