using System.Collections.Immutable;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>How a command ended and what it used.</summary>
public sealed record SandboxResult
{
    /// <summary>Its exit code, or 128 + n when signal n ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The signal that ended it, or 0.</summary>
    public int Signal { get; init; }

    /// <summary>Whether the kernel killed one of its processes because memory ran out.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>The memory limit that was in force, if any.</summary>
    public long? MemoryLimitInBytes { get; init; }

    /// <summary>The most memory all its processes had together; of the largest process where no control group tells.</summary>
    public long PeakMemoryInBytes { get; init; }

    /// <summary>CPU time of all its processes.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Wall time from the call to the end of the command.</summary>
    public TimeSpan WallTime { get; init; }

    /// <summary>Bytes read from block devices, where a control group tells.</summary>
    public long? BytesRead { get; init; }

    /// <summary>Bytes written to block devices, where a control group tells.</summary>
    public long? BytesWritten { get; init; }

    /// <summary>Whether the limit of processes was hit.</summary>
    public bool PidsLimitHit { get; init; }

    /// <summary>What the sandbox had to do without, one sentence each; each is reported once per <see cref="NamespaceSandbox"/>.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
