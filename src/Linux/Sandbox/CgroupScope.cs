using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The control groups of one command, on whichever versions this machine has; disposing it removes them.</summary>
internal abstract class CgroupScope : IDisposable
{
    /// <summary>Files to which the child writes <c>0</c> to join: those of version 1, or of version 2 where it cannot start in the group.</summary>
    public virtual IReadOnlyList<SafeFileHandle> Tasks => [];

    /// <summary>The group of version 2 in which the child is started.</summary>
    public virtual SafeFileHandle? Directory => null;

    /// <summary>Limits that could not be set, in words.</summary>
    public IReadOnlyList<string> Missing => MissingLimits;

    /// <summary>The same as a sentence, or null where every limit is set.</summary>
    public string? Warning => MissingLimits.Count == 0 ? null : $"no rights on control groups: running without the limits on {string.Join(", ", MissingLimits)}";

    /// <summary>The list behind <see cref="Missing"/>.</summary>
    protected List<string> MissingLimits { get; } = [];

    /// <summary>Makes the groups with their limits.</summary>
    /// <exception cref="LinuxException">The kernel does not accept a limit.</exception>
    public static CgroupScope Create(IReadOnlyList<CgroupHierarchy> hierarchies, CgroupParents parents, ResourceLimits limits)
    {
        CgroupHierarchy? unified = hierarchies.FirstOrDefault(static tree => tree.IsUnified);
        bool hasVersion1 = hierarchies.Any(static tree => !tree.IsUnified && tree.Controllers.Contains("memory") || tree.Controllers.Contains("pids"));
        return hasVersion1 || unified is null
            ? new CgroupScopeV1(hierarchies, parents, limits)
            : new CgroupScopeV2(unified, parents, limits);
    }

    /// <summary>What was used.</summary>
    public abstract CgroupUsage ReadUsage();

    /// <summary>Kills what is left.</summary>
    public virtual void Kill()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the groups.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Notes a limit that was asked for and cannot be had.</summary>
    protected void Require(bool isSet, string limit)
    {
        if (!isSet)
        {
            MissingLimits.Add(limit);
        }
    }
}
