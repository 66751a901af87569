namespace Sharpbuild.Linux.Sandbox;

/// <summary>A tree of control groups and where this process is in it.</summary>
/// <param name="Controllers">The controllers of a tree of version 1; of the unified tree those that children of <see cref="Own"/> may get.</param>
/// <param name="Root">The host path of its mount.</param>
/// <param name="Own">The host path of the caller's group.</param>
/// <param name="IsUnified">Whether it is the tree of version 2.</param>
internal sealed record CgroupHierarchy(IReadOnlyList<string> Controllers, string Root, string Own, bool IsUnified)
{
    /// <summary>All that are mounted here.</summary>
    public static IReadOnlyList<CgroupHierarchy> FindAll() =>
        FindAll(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup"));

    /// <summary>Reads them from the lines of <c>/proc/self/mountinfo</c> and <c>/proc/self/cgroup</c>.</summary>
    public static IReadOnlyList<CgroupHierarchy> FindAll(IReadOnlyList<string> mountInfo, IReadOnlyList<string> membership)
    {
        List<CgroupHierarchy> found = [];
        foreach (string line in mountInfo)
        {
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            bool isUnified = fields[separator + 1] == "cgroup2";
            if (isUnified || fields[separator + 1] == "cgroup")
            {
                Add(found, membership, (fields[3], fields[4]), isUnified, fields[^1].Split(','));
            }
        }

        return found;
    }

    private static void Add(List<CgroupHierarchy> found, IReadOnlyList<string> membership, (string Root, string Target) mount, bool isUnified, string[] options)
    {
        foreach (string line in membership)
        {
            // hierarchy-ID:controller,controller:path
            string[] fields = line.Split(':', 3);
            string[] controllers = fields[1].Split(',', StringSplitOptions.RemoveEmptyEntries);
            bool isThis = isUnified ? controllers.Length == 0 : controllers.Length > 0 && controllers.All(options.Contains);
            if (isThis)
            {
                found.Add(new CgroupHierarchy(controllers, mount.Target, Below(mount, fields[2]), isUnified));
                return;
            }
        }
    }

    /// <summary>A mount may show a part of the tree only, as in a container.</summary>
    private static string Below((string Root, string Target) mount, string path)
    {
        string inside = mount.Root != "/" && path.StartsWith(mount.Root, StringComparison.Ordinal) ? path[mount.Root.Length..] : path;
        string own = mount.Target + inside.TrimEnd('/');
        return Directory.Exists(own) ? own : mount.Target;
    }
}
