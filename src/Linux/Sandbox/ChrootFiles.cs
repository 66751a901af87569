using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>What a command finds in its root where nothing can be mounted: files in the places of the mounts. They belong to no layer.</summary>
public static class ChrootFiles
{
    private static readonly (string Name, string Target)[] Links =
        [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2")];

    /// <summary>The paths that are not the image's.</summary>
    public static IReadOnlySet<string> Paths { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "dev", "proc", "sys", "etc/resolv.conf", "etc/hosts", "etc/hostname" };

    /// <summary>Makes them.</summary>
    /// <param name="root">A copy of the root file system that serves one command.</param>
    /// <exception cref="SandboxException">The image has a link in such a place.</exception>
    public static void Make(DirectoryHandle root)
    {
        UnixTime time = root.GetStatus("").ModifiedAt;
        foreach (string name in (ReadOnlySpan<string>)["dev", "proc", "sys"])
        {
            if (root.TryGetStatus(name) is { IsSymbolicLink: true })
            {
                throw new SandboxException($"the image has a symbolic link at /{name}, where a directory is needed", 125);
            }

            root.RemoveTree(name);
            root.CreateDirectory(name, 0x1ED);
        }

        root.EnsureDirectory("etc", 0x1ED);
        root.SetTimes("", time);
        MakeDevices(root);
    }

    /// <summary>Writes the files of <c>/etc</c>.</summary>
    internal static void Write(SandboxSpec spec, string resolvConf)
    {
        UnixTime time = spec.Root.GetStatus("etc", follow: true).ModifiedAt;
        WriteFile(spec.Root, "etc/resolv.conf", Encoding.UTF8.GetBytes(resolvConf), 0x1A4);
        WriteFile(spec.Root, "etc/hosts", StepFiles.HostsText(spec), 0x1A4);
        WriteFile(spec.Root, "etc/hostname", Encoding.UTF8.GetBytes(spec.HostName + "\n"), 0x1A4);
        spec.Root.SetTimes("etc/.", time);
    }

    private static void MakeDevices(DirectoryHandle root)
    {
        root.CreateDirectory("dev/shm", 0x1FF);
        root.SetMode("dev/shm", 0x3FF);
        foreach ((string name, string target) in Links)
        {
            root.CreateSymbolicLink($"dev/{name}", target);
        }

        foreach ((string name, DeviceNumber number) in HostDevices.Nodes)
        {
            try
            {
                root.CreateNode($"dev/{name}", FileKind.CharacterDevice, 0x1B6, number);
                root.SetMode($"dev/{name}", 0x1B6);
            }
            catch (LinuxException refused) when (refused.Errno == Errno.EPERM)
            {
                // Without CAP_MKNOD a file stands for the device: what is written to it is thrown away, and nothing can be read.
                root.CreateFile($"dev/{name}", 0x1B6).Dispose();
                root.SetMode($"dev/{name}", 0x1B6);
            }
        }
    }

    private static void WriteFile(DirectoryHandle root, string path, ReadOnlySpan<byte> content, int mode)
    {
        root.RemoveTree(path);
        using SafeFileHandle file = root.CreateFile(path, mode);
        RandomAccess.Write(file, content, 0);
        file.SetMode(mode, path);
    }
}
