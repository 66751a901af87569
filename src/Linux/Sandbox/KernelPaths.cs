using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The paths in <c>/proc</c> and <c>/sys</c> that a command must not see or change.</summary>
/// <param name="HiddenFiles">Files that are covered by <c>/dev/null</c>, relative to the mount.</param>
/// <param name="HiddenDirectories">Directories that are covered by an empty one.</param>
/// <param name="ReadOnly">What can be read only.</param>
internal sealed record KernelPaths(IReadOnlyList<string> HiddenFiles, IReadOnlyList<string> HiddenDirectories, IReadOnlyList<string> ReadOnly)
{
    private static readonly string[] HiddenInProc =
    [
        "acpi", "asound", "interrupts", "kcore", "keys", "latency_stats", "sched_debug", "scsi", "timer_list", "timer_stats",
    ];

    private static readonly string[] HiddenInSys = ["devices/virtual/powercap", "firmware", "fs/selinux"];

    private static readonly string[] ReadOnlyInProc = ["asound", "bus", "fs", "irq", "sys", "sysrq-trigger"];

    /// <summary>
    /// Whether some are covered here already, as in the containers of other engines. The kernel then allows a user namespace no new
    /// <c>/proc</c> or <c>/sys</c>, in which they would not be.
    /// </summary>
    public static bool AreCovered => File.ReadLines("/proc/self/mountinfo").Any(static line => IsCover(line.Split(' ')[4]));

    /// <summary>What this kernel has of them in <c>/proc</c>.</summary>
    public static KernelPaths OfProc()
    {
        using DirectoryHandle proc = DirectoryHandle.OpenHost("/proc");
        return Find(proc, HiddenInProc, ReadOnlyInProc);
    }

    /// <summary>What this kernel has of them in <c>/sys</c>.</summary>
    public static KernelPaths OfSys()
    {
        using DirectoryHandle sys = DirectoryHandle.OpenHost("/sys");
        using DirectoryHandle? cpus = sys.TryOpenDirectory("devices/system/cpu");
        IEnumerable<string> throttles = cpus is null
            ? []
            : cpus.ReadEntries()
                .Where(static entry => entry.Name.StartsWith("cpu", StringComparison.Ordinal))
                .Select(static entry => $"devices/system/cpu/{entry.Name}/thermal_throttle")
                .Where(path => sys.TryGetStatus(path) is not null);
        return Find(sys, [.. HiddenInSys, .. throttles], []);
    }

    private static bool IsCover(string mountPoint) =>
        (mountPoint.StartsWith("/proc/", StringComparison.Ordinal) && mountPoint["/proc/".Length..] is var inProc && (HiddenInProc.Contains(inProc) || ReadOnlyInProc.Contains(inProc)))
        || (mountPoint.StartsWith("/sys/", StringComparison.Ordinal) && HiddenInSys.Contains(mountPoint["/sys/".Length..]));

    private static KernelPaths Find(DirectoryHandle mount, IEnumerable<string> hidden, IEnumerable<string> readOnly)
    {
        ILookup<bool, string> found = hidden
            .Select(path => (Path: path, Status: mount.TryGetStatus(path)))
            .Where(static entry => entry.Status is not null)
            .ToLookup(static entry => entry.Status is { IsDirectory: true }, static entry => entry.Path);
        return new KernelPaths([.. found[false]], [.. found[true]], [.. readOnly.Where(path => mount.TryGetStatus(path) is not null && !found[true].Contains(path))]);
    }
}
