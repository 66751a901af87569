using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The device nodes of the host that a command may use, opened and checked once.</summary>
internal sealed class HostDevices : IDisposable
{
    /// <summary>The nodes and their numbers.</summary>
    public static IReadOnlyList<(string Name, DeviceNumber Number)> Nodes { get; } =
    [
        ("null", new DeviceNumber(1, 3)),
        ("zero", new DeviceNumber(1, 5)),
        ("full", new DeviceNumber(1, 7)),
        ("random", new DeviceNumber(1, 8)),
        ("urandom", new DeviceNumber(1, 9)),
        ("tty", new DeviceNumber(5, 0)),
    ];

    private readonly List<SafeFileHandle> _nodes = [];

    /// <summary>Opens the nodes.</summary>
    /// <exception cref="SandboxException">A node is not the device of its name.</exception>
    public HostDevices()
    {
        using DirectoryHandle dev = DirectoryHandle.OpenHost("/dev");
        foreach ((string name, DeviceNumber number) in Nodes)
        {
            SafeFileHandle node = dev.OpenPath(name, follow: false);
            _nodes.Add(node);
            FileStatus status = DirectoryHandle.StatusOf(node, $"/dev/{name}");
            if (status.Kind != FileKind.CharacterDevice || status.Device != number)
            {
                throw new SandboxException($"/dev/{name} of this machine is not the character device {number.Major}:{number.Minor}", 125);
            }
        }
    }

    /// <summary>The names of the nodes.</summary>
    public static IEnumerable<string> Names => Nodes.Select(static node => node.Name);

    /// <summary>A detached mount of each node, in the order of <see cref="Names"/>.</summary>
    public IEnumerable<SafeFileHandle> CloneAll()
    {
        for (int index = 0; index < _nodes.Count; index++)
        {
            SafeFileHandle mount = MountTree.Clone(_nodes[index], recursive: false, $"/dev/{Nodes[index].Name}");
            MountTree.SetAttributes(mount, Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NOEXEC, 0, recursive: false, $"/dev/{Nodes[index].Name}");
            yield return mount;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle node in _nodes)
        {
            node.Dispose();
        }
    }
}
