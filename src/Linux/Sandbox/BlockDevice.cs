using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Block devices by the paths of their nodes.</summary>
public static class BlockDevice
{
    /// <summary>The device of a node, or null where the path is none. The kernel limits whole devices only: a partition stands for its disk.</summary>
    public static DeviceNumber? TryFind(string hostPath)
    {
        if (!File.Exists(hostPath))
        {
            return null;
        }

        string name = Path.GetFileName(hostPath);
        using DirectoryHandle directory = DirectoryHandle.OpenHost(Path.GetDirectoryName(Path.GetFullPath(hostPath)) ?? "/");
        return directory.TryGetStatus(name, follow: true) is { Kind: FileKind.BlockDevice } status ? WholeOf(status.Device) : null;
    }

    private static DeviceNumber WholeOf(DeviceNumber device)
    {
        string entry = $"/sys/dev/block/{device.Major}:{device.Minor}";
        if (!File.Exists($"{entry}/partition"))
        {
            return device;
        }

        string[] parent = File.ReadAllText($"{entry}/../dev").Trim().Split(':');
        return new DeviceNumber(uint.Parse(parent[0], System.Globalization.CultureInfo.InvariantCulture), uint.Parse(parent[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
