using System.Diagnostics;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// Runs commands by chroot(2) alone, one at a time: for root in a container that may neither mount nor make name spaces. What keeps strangers'
/// commands from the builder is that container then.
/// </summary>
public sealed class ChrootSandbox : ISandbox, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lazy<IReadOnlyList<CgroupHierarchy>> _cgroups = new(CgroupHierarchy.FindAll);
    private readonly CgroupParents _cgroupParents = new();
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly Lazy<CapabilitySet> _held = new(static () => new CapabilitySet(ProcessCredentials.EffectiveCapabilities & ProcessCredentials.BoundingCapabilities));

    /// <summary>Whether this process is root and has the rights that this takes.</summary>
    public static bool IsPossible => Libc.Geteuid() == 0
        && new CapabilitySet(ProcessCredentials.EffectiveCapabilities) is var held
        && held.Contains(Capability.SysChroot) && held.Contains(Capability.Chown) && held.Contains(Capability.DacOverride) && held.Contains(Capability.Setuid);

    /// <summary>Whether that is all that is possible: a user namespace would have no <c>/proc</c> either, and one owner only.</summary>
    public static bool IsNeeded => IsPossible && KernelPaths.AreCovered;

    /// <inheritdoc/>
    public string Description =>
        "commands run by chroot in a copy of their files, without name spaces and /proc and in the network of the host: this root has no CAP_SYS_ADMIN and "
        + (KernelPaths.AreCovered ? "parts of this container's /proc are covered" : "gets no user namespace");

    /// <inheritdoc/>
    public SandboxResult Run(SandboxSpec spec, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ChrootFiles.Write(spec, spec.ResolvConf ?? (File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : ""));
            using ChrootMounts mounts = new(spec.Root, spec.Upper);
            SandboxResult result;
            try
            {
                result = RunWith(mounts, spec, cancellationToken);
            }
            finally
            {
                mounts.TakeAway();
            }

            return result with { PutBack = mounts.PutBack, Warnings = result.Warnings.RemoveAll(warning => !_warned.Add(warning)) };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cgroupParents.Dispose();

    private SandboxResult RunWith(ChrootMounts mounts, SandboxSpec spec, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (SandboxMount mount in spec.Mounts)
        {
            mounts.Place(mount);
        }

        string directory = ImagePath.Normalize(spec.WorkingDirectory);
        if (!mounts.Holds(directory))
        {
            spec.Root.EnsureDirectory(directory, 0x1ED);
        }

        using CgroupScope cgroup = CgroupScope.Create(_cgroups.Value, _cgroupParents, spec.Limits);
        ExitStatus status = Execute(spec, cgroup, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return SandboxResult.Of(spec, status, cgroup, Stopwatch.GetElapsedTime(start));
    }

    private ExitStatus Execute(SandboxSpec spec, CgroupScope cgroup, CancellationToken cancellationToken)
    {
        using PseudoTerminal? terminal = spec.Terminal is { } size ? OpenTerminal(spec.User, size) : null;
        using StandardStreams streams = new(spec.Input is not null, terminal);
        NamespaceSandbox.GiveStreams(spec, streams);
        using SafeFileHandle cancelled = NamespaceSandbox.CreateEvent();
        using SafeFileHandle self = NamespaceSandbox.OpenSelf();
        using LaunchedProcess process = Launcher.Start(Compose(spec, cgroup, self, streams), 0, cgroup.Directory);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => NamespaceSandbox.Signal(cancelled));
        try
        {
            NamespaceSandbox.WaitForExec(spec, process);
            streams.CloseChildEnds();
            spec.Control?.Attach(process, terminal);
            new StreamPump(process, streams, spec).Run(cancelled);
            return process.Wait();
        }
        finally
        {
            spec.Control?.Detach();
            process.Kill();
            cgroup.Kill();
            KillAllIn(spec.Root);
        }
    }

    private ChildProgram Compose(SandboxSpec spec, CgroupScope cgroup, SafeFileHandle self, StandardStreams streams)
    {
        ChildProgram program = new();
        program.Add(SystemCall.ResetSignals, "");
        ProcessSetup.AddParentDeath(program, self);
        NamespaceSetup.AddTasks(program, cgroup.Tasks);
        program.Add(SystemCall.Setsid, "").Tolerate(0, Errno.EPERM);
        program.Add(SystemCall.Umask, "", 0x12);
        ProcessSetup.AddStandardStreams(program, streams);
        unsafe
        {
            program.Add(SystemCall.Fchdir, "root", spec.Root.Handle);
            program.Add(SystemCall.Chroot, "root", program.Arena.Copy("."));
            program.Add(SystemCall.Chdir, "/", program.Arena.Copy("/"));
        }

        MountSetup.AddWorkingDirectory(program, spec.WorkingDirectory);
        AddRights(program, spec);
        ProcessSetup.AddParentDeath(program, self);
        ProcessSetup.AddCommand(program, spec, CommandLookup.Candidates(spec));
        return program;
    }

    /// <summary>Only root with <c>CAP_SYS_ADMIN</c> may set a filter and let set-user-id programs have their effect under it.</summary>
    private void AddRights(ChildProgram program, SandboxSpec spec)
    {
        bool hasNetwork = spec.Network != NetworkMode.None;
        SandboxSpec filtered = hasNetwork ? spec : spec with { NoNewPrivileges = spec.NoNewPrivileges || !_held.Value.Contains(Capability.SysAdmin) };
        ProcessSetup.AddRights(program, filtered, _held.Value, hasNetwork ? null : SocketFilter.Create(), devices: null);
    }

    /// <summary>A terminal of this container's: the command has no other.</summary>
    private static PseudoTerminal OpenTerminal(Identity user, TerminalSize size)
    {
        using DirectoryHandle devices = DirectoryHandle.OpenHost("/dev");
        return PseudoTerminal.Create(devices.Handle, user.UserId, group: null, size);
    }

    /// <summary>Ends every process whose root is this directory, until none is left.</summary>
    private static void KillAllIn(DirectoryHandle root)
    {
        FileStatus own = root.GetStatus("");
        bool found = true;
        while (found)
        {
            found = false;
            foreach (string process in Directory.EnumerateDirectories("/proc"))
            {
                if (char.IsAsciiDigit(process[^1]) && RootOf(process) is { } other && (other.Inode, other.FileSystem) == (own.Inode, own.FileSystem))
                {
                    int descriptor = Libc.PidfdOpen(int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture));
                    using SafeFileHandle handle = new(descriptor, ownsHandle: true);
                    found |= descriptor >= 0 && Libc.PidfdSendSignal(descriptor, Libc.SIGKILL) == 0;
                }
            }
        }
    }

    private static FileStatus? RootOf(string process)
    {
        try
        {
            using DirectoryHandle root = DirectoryHandle.OpenHost(process + "/root");
            return root.GetStatus("");
        }
        catch (LinuxException)
        {
            // The process is gone, or another user's, which this root may not look at.
            return null;
        }
    }
}
