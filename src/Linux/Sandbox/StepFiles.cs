using System.Globalization;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The files of one step that live in memory only: secrets and what takes the place of files in <c>/etc</c>.</summary>
internal sealed class StepFiles : IDisposable
{
    /// <summary>Whether a file can be executed is decided where it is mounted: a script is one of them.</summary>
    private const ulong Attributes = Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV;

    private readonly OwnerMap? _owners;
    private readonly DirectoryHandle _root;
    private int _count;

    /// <summary>Makes the file system that holds them, a detached tmpfs.</summary>
    /// <param name="owners">The ids of the command.</param>
    public StepFiles(OwnerMap? owners)
    {
        _owners = owners;
        using FileSystemContext tmpfs = new("tmpfs");
        _root = new DirectoryHandle(tmpfs.Set("mode", "700").OwnedBy(owners).Mount(Attributes), "step files");
    }

    /// <summary>The mount.</summary>
    public SafeFileHandle Mount => _root.Handle;

    /// <summary>Adds a file.</summary>
    /// <returns>Its place; the caller disposes it.</returns>
    public SafeFileHandle Add(ReadOnlySpan<byte> content, int mode, uint userId, uint groupId)
    {
        string name = _count++.ToString(CultureInfo.InvariantCulture);
        using (SafeFileHandle file = _root.CreateFile(name, 0x180))
        {
            RandomAccess.Write(file, content, 0);
            int descriptor = (int)file.DangerousGetHandle();
            if (((userId | groupId) != 0 && Libc.Fchown(descriptor, HostId(userId), HostId(groupId)) < 0) || Libc.Fchmod(descriptor, (uint)mode) < 0)
            {
                throw LinuxException.Last("fchown", $"{userId}:{groupId}");
            }
        }

        return _root.OpenPath(name, follow: false);
    }

    /// <summary>The text of <c>/etc/hosts</c>.</summary>
    public static byte[] HostsText(SandboxSpec spec)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"127.0.0.1\tlocalhost {Checked(spec.HostName)}\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        foreach (HostEntry entry in spec.ExtraHosts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Checked(entry.Address)}\t{Checked(entry.Name)}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private uint HostId(uint id) => _owners is null ? id : OwnerMap.HostId(id);

    private static string Checked(string word)
    {
        foreach (char character in word)
        {
            if (char.IsControl(character) || char.IsWhiteSpace(character) || character == '#')
            {
                throw new SandboxException($"invalid host name or address '{word}'", 125);
            }
        }

        return word;
    }
}
