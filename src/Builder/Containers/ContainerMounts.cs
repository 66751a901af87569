using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Containers;

/// <summary>Opens what a container sees beside its image.</summary>
internal static class ContainerMounts
{
    /// <summary>The mounts, outer ones first.</summary>
    /// <exception cref="BuildException">A path of the host does not exist.</exception>
    public static ImmutableArray<SandboxMount> Open(ContainerOptions options, MountSession session, Workspace workspace)
    {
        List<SandboxMount> mounts = [.. options.Tmpfs];
        foreach (HostMount volume in options.Volumes)
        {
            mounts.Add(new BindMount(volume.Target, session.Own(Open(volume, workspace)), volume.ReadOnly));
        }

        return [.. mounts.OrderBy(static mount => Depth(mount.Target))];
    }

    private static int Depth(string target) => target.Split('/', StringSplitOptions.RemoveEmptyEntries).Length;

    private static SafeFileHandle Open(HostMount volume, Workspace workspace)
    {
        string hostPath = volume.HostPath ?? workspace.CreateDirectory();
        if (!Path.Exists(hostPath))
        {
            throw new BuildException($"\"{hostPath}\" does not exist and can't be mounted on {volume.Target}", "make it first");
        }

        if (volume.HostPath is null)
        {
            File.SetUnixFileMode(hostPath, (UnixFileMode)0x1ED);
        }

        using DirectoryHandle parent = DirectoryHandle.OpenHost(Path.GetDirectoryName(hostPath) ?? "/");
        return parent.OpenPath(Path.GetFileName(hostPath));
    }
}
