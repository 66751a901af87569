using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>One command and all that it may see and use.</summary>
public sealed record SandboxSpec
{
    /// <summary>The root of its file system: a detached mount of <see cref="Mounts.OverlayMount"/> or any directory. It stays the caller's.</summary>
    /// <remarks>On kernels before 6.15 a detached mount can be run once only.</remarks>
    public required DirectoryHandle Root { get; init; }

    /// <summary>
    /// The upper directory of an overlay root. When given, directories that were copied up only to hold mount points of the
    /// sandbox are removed from it, so that a command that changes nothing leaves it empty. The view through
    /// <see cref="Root"/> is not to be used any more afterwards. For <see cref="ChrootSandbox"/> any directory of the same file system as the root, where
    /// what mounts cover waits for the command to end.
    /// </summary>
    public DirectoryHandle? Upper { get; init; }

    /// <summary>The command and its arguments; a name without slash is looked up in the <c>PATH</c> of <see cref="Environment"/>.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The environment as <c>NAME=value</c>; nothing is added to it.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>The working directory; made with mode 0755 when it is missing.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Who the command runs as.</summary>
    public Identity User { get; init; } = Identity.Root;

    /// <summary>
    /// The ids of the command when its root shall not be the builder's; <see cref="Root"/> must show files as theirs. Null for the builder's own.
    /// </summary>
    public OwnerMap? Owners { get; init; }

    /// <summary>The host name.</summary>
    public string HostName { get; init; } = "sharpbuild";

    /// <summary>Which network it sees.</summary>
    public NetworkMode Network { get; init; } = NetworkMode.Sandbox;

    /// <summary>Further mounts, in their order.</summary>
    public ImmutableArray<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Whether the root can't be written.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>The capabilities of the command; see <see cref="Privileged"/>.</summary>
    public CapabilitySet Capabilities { get; init; } = CapabilitySet.Default;

    /// <summary>All capabilities the builder has, no system call filter, nothing masked: <c>--security=insecure</c>.</summary>
    public bool Privileged { get; init; }

    /// <summary>The system calls it may make.</summary>
    public SeccompPolicy Seccomp { get; init; } = SeccompPolicy.Default;

    /// <summary>Whether set-user-id programs have no effect.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>What its control group enforces.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.Default;

    /// <summary>Limits of setrlimit(2) beside the defaults.</summary>
    public ImmutableArray<Rlimit> Rlimits { get; init; } = [];

    /// <summary>The size of <c>/dev/shm</c>.</summary>
    public long ShmSizeInBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Lines of <c>/etc/hosts</c> after those of the sandbox.</summary>
    public ImmutableArray<HostEntry> ExtraHosts { get; init; } = [];

    /// <summary>The text of <c>/etc/resolv.conf</c>; null for the host's, adapted to the network.</summary>
    public string? ResolvConf { get; init; }

    /// <summary>What is read for the command's standard input; null for <c>/dev/null</c>. It stays the caller's.</summary>
    public SafeFileHandle? Input { get; init; }

    /// <summary>The size of the window of the terminal that the command's standard streams are; null for no terminal. All output is standard output then.</summary>
    public TerminalSize? Terminal { get; init; }

    /// <summary>Lets others reach the command while it runs.</summary>
    public SandboxControl? Control { get; init; }

    /// <summary>
    /// Takes what the command writes, as it comes: 1 for its standard output, 2 for its standard error. The bytes are valid during the
    /// call only. Called on the thread that called <see cref="ISandbox.Run"/>. Null throws the output away.
    /// </summary>
    public Action<int, ReadOnlyMemory<byte>>? Output { get; init; }
}
