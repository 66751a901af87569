using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The <c>/dev</c> of a command: a tmpfs of ours, filled before anything of the image is in reach.</summary>
internal static class DeviceDirectory
{
    /// <summary>The group of terminals, by custom.</summary>
    public const uint TerminalGroup = 5;

    private static readonly (string Name, string Target)[] Links =
    [
        ("ptmx", "pts/ptmx"),
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ];

    /// <summary>The directories on which the child mounts.</summary>
    private static readonly string[] Directories = ["pts", "shm", "mqueue"];

    /// <summary>Makes the directory as a detached mount.</summary>
    public static DirectoryHandle Create(OwnerMap? owners)
    {
        using FileSystemContext tmpfs = new("tmpfs");
        tmpfs.Set("mode", "755").Set("size", "64m").OwnedBy(owners);
        DirectoryHandle dev = new(tmpfs.Mount(Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV | Libc.MOUNT_ATTR_STRICTATIME), "/dev");
        foreach (string name in HostDevices.Names)
        {
            dev.CreateFile(name, 0x1B6).Dispose();
        }

        foreach (string name in Directories)
        {
            dev.CreateDirectory(name, 0x1ED);
        }

        foreach ((string name, string target) in Links)
        {
            dev.CreateSymbolicLink(name, target);
        }

        return dev;
    }

    /// <summary>The terminals of the sandbox alone.</summary>
    /// <remarks>
    /// Older kernels, 6.1 for one, read the group as a signed number and refuse those of a user namespace of ours. Without the option a
    /// terminal has the group of who opens it.
    /// </remarks>
    public static SafeFileHandle CreateTerminals(OwnerMap? owners)
    {
        uint? group = !ProcessCredentials.IsGroupMapped(TerminalGroup) ? null : owners is null ? TerminalGroup : OwnerMap.HostId(TerminalGroup);
        try
        {
            return CreateTerminals(group);
        }
        catch (LinuxException refused) when (refused.Errno == Errno.EINVAL && group > int.MaxValue)
        {
            return CreateTerminals(group: null);
        }
    }

    private static SafeFileHandle CreateTerminals(uint? group)
    {
        using FileSystemContext devpts = new("devpts");
        devpts.Set("newinstance").Set("ptmxmode", "0666").Set("mode", "0620");
        if (group is { } id)
        {
            devpts.Set("gid", id.ToString(CultureInfo.InvariantCulture));
        }

        return devpts.Mount(Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NOEXEC);
    }

    /// <summary>The shared memory of the sandbox.</summary>
    /// <remarks>The owner is set on the directory and not as an option, so that <c>mount</c> prints the line that other engines have.</remarks>
    public static DirectoryHandle CreateSharedMemory(long sizeInBytes, OwnerMap? owners)
    {
        using FileSystemContext tmpfs = new("tmpfs");
        tmpfs.Set("source", "shm").Set("mode", "1777").Set("size", sizeInBytes.ToString(CultureInfo.InvariantCulture));
        if (owners is not null)
        {
            tmpfs.Set("uid", "0").Set("gid", "0");
        }

        DirectoryHandle memory = new(tmpfs.Mount(Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV | Libc.MOUNT_ATTR_NOEXEC), "/dev/shm");
        if (owners is not null)
        {
            memory.SetOwner("", OwnerMap.FirstId, OwnerMap.FirstId);
        }

        return memory;
    }
}
