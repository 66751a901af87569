using System.Collections.Concurrent;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The groups below which those of commands are made. Disposing removes the ones that were made for that.</summary>
internal sealed class CgroupParents : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentStack<string> _made = new();

    /// <summary>The group that <c>--cgroup-parent</c> names in a tree.</summary>
    /// <exception cref="SandboxException">The name leads out of the tree.</exception>
    public string Find(CgroupHierarchy tree, string name)
    {
        string path = tree.Root;
        foreach (string part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is "." or "..")
            {
                throw new SandboxException($"cgroup parent \"{name}\" is not a path below the root of the hierarchy", 125);
            }

            path = $"{path}/{part}";
            if (Libc.Mkdirat(Libc.AT_FDCWD, path, 0x1ED) == 0)
            {
                _made.Push(path);
                InheritCpuset(tree, path);
            }
        }

        return path;
    }

    /// <summary>Makes a group below a parent, or returns null where that is not permitted. What a dead builder left there is removed first.</summary>
    public CgroupDirectory? TryCreate(string parent)
    {
        if (_known.TryAdd(parent, true) && Directory.Exists(parent))
        {
            CgroupDirectory.Sweep(parent);
        }

        return CgroupDirectory.TryCreate(parent);
    }

    /// <summary>A new group of version 1 has neither processors nor memory nodes until they are set.</summary>
    private static void InheritCpuset(CgroupHierarchy tree, string path)
    {
        if (tree.Controllers.Contains("cpuset"))
        {
            File.WriteAllText($"{path}/cpuset.cpus", File.ReadAllText($"{path}/../cpuset.cpus"));
            File.WriteAllText($"{path}/cpuset.mems", File.ReadAllText($"{path}/../cpuset.mems"));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_made.TryPop(out string? path))
        {
            // It stays if another builder uses it too.
            _ = Libc.Unlinkat(Libc.AT_FDCWD, path, Libc.AT_REMOVEDIR);
        }
    }
}
