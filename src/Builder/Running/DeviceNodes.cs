using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary>Puts the device nodes that a command asked for in the place of the files that stand for them.</summary>
internal static class DeviceNodes
{
    /// <summary>Looks through an upper directory.</summary>
    /// <param name="upper">The directory; nobody else uses it.</param>
    /// <param name="devices">What the command asked for.</param>
    public static void Restore(DirectoryHandle upper, IReadOnlyList<MadeDevice> devices)
    {
        Dictionary<ulong, MadeDevice> byInode = [];
        foreach (MadeDevice device in devices)
        {
            byInode[device.Inode] = device;
        }

        if (byInode.Count > 0)
        {
            Restore(upper, byInode);
        }
    }

    private static void Restore(DirectoryHandle directory, Dictionary<ulong, MadeDevice> devices)
    {
        FileStatus before = directory.GetStatus("");
        bool isChanged = false;
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            FileStatus status = directory.GetChildStatus(entry.Name);
            if (status.IsDirectory)
            {
                using DirectoryHandle child = directory.OpenChild(entry.Name);
                Restore(child, devices);
            }
            else if (status.IsRegular && devices.TryGetValue(status.Inode, out MadeDevice device) && HasMark(directory, entry.Name, device))
            {
                directory.RemoveChild(entry.Name);
                directory.TryCreateChildNode(entry.Name, device.Kind, 0, device.Device);
                directory.SetChildOwner(entry.Name, status.UserId, status.GroupId);
                directory.SetChildMode(entry.Name, status.Mode);
                directory.SetChildTimes(entry.Name, status.ModifiedAt);
                isChanged = true;
            }
        }

        if (isChanged)
        {
            directory.SetTimes("", before.ModifiedAt);
        }
    }

    private static bool HasMark(DirectoryHandle directory, string name, MadeDevice device) =>
        directory.GetXattr(name, MadeDevice.MarkName) is { } mark && PathText.Decode(mark) == device.Mark;
}
