using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Mounts;

/// <summary>
/// The ids of commands whose root is not the machine's: a user namespace that maps 0 to 2,147,483,646 to the upper half of all ids. Files
/// keep the owners they have on disk, 0 included, because mounts of them are mapped by the same namespace.
/// </summary>
/// <param name="userNamespace">The namespace; it becomes this object's.</param>
/// <remarks>user_namespaces(7); mount_setattr(2), "ID-mapped mounts". No file of the machine belongs to an id of the upper half.</remarks>
public sealed class OwnerMap(SafeFileHandle userNamespace) : IDisposable
{
    private readonly Dictionary<string, DirectoryHandle> _layers = new(StringComparer.Ordinal);

    /// <summary>The id that 0 is on the machine.</summary>
    public const uint FirstId = 0x8000_0000;

    /// <summary>How many ids there are.</summary>
    public const uint Count = 0x7FFF_FFFF;

    /// <summary>The user namespace, for setns(2).</summary>
    public SafeFileHandle Namespace { get; } = userNamespace;

    /// <summary>What an id of a command is on the machine.</summary>
    public static uint HostId(uint id) => checked(FirstId + id);

    /// <summary>Whether a command can have an id.</summary>
    public static bool Holds(uint id) => id < Count;

    /// <summary>Shows the files of a detached mount that nothing was opened for writing in with their owners on disk.</summary>
    /// <exception cref="LinuxException">The file system does not know mapped mounts.</exception>
    public void Map(SafeFileHandle mount, string name)
    {
        Libc.MountAttr change = new() { Set = Libc.MOUNT_ATTR_IDMAP, UserNamespace = (ulong)Namespace.DangerousGetHandle() };
        if (Libc.MountSetattr((int)mount.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH, ref change) != 0)
        {
            throw LinuxException.Last("mount_setattr", $"{name} (owners of files in a user namespace; --userns=host does without)");
        }
    }

    /// <summary>A detached copy of the mount of a directory, mapped.</summary>
    /// <exception cref="LinuxException">The directory is missing, or its file system does not know mapped mounts.</exception>
    internal DirectoryHandle Clone(string hostPath)
    {
        using DirectoryHandle directory = DirectoryHandle.OpenHost(hostPath);
        DirectoryHandle clone = new(MountTree.Clone(directory.Handle, recursive: false, hostPath), hostPath);
        try
        {
            Map(clone.Handle, hostPath);
            return clone;
        }
        catch (LinuxException)
        {
            clone.Dispose();
            throw;
        }
    }

    /// <summary>A path of a layer in this process, mapped once for all commands and kept open until this object is disposed.</summary>
    internal string PathOfLayer(string hostPath)
    {
        lock (_layers)
        {
            if (!_layers.TryGetValue(hostPath, out DirectoryHandle? clone))
            {
                clone = Clone(hostPath);
                _layers.Add(hostPath, clone);
            }

            return clone.DescriptorPath;
        }
    }

    /// <summary>Lets the calling thread make files as the root of commands until the result is disposed, on the same thread.</summary>
    public static ActingOwner Act() => new(FirstId, FirstId);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DirectoryHandle layer in _layers.Values)
        {
            layer.Dispose();
        }

        Namespace.Dispose();
    }
}
