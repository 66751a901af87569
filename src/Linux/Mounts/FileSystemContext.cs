using System.Globalization;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Mounts;

/// <summary>A file system under configuration: fsopen(2), fsconfig(2) and fsmount(2).</summary>
internal sealed class FileSystemContext : IDisposable
{
    private readonly SafeFileHandle _context;
    private readonly string _type;

    /// <summary>Opens a context for a file system type such as <c>overlay</c>.</summary>
    public FileSystemContext(string type)
    {
        _type = type;
        int descriptor = Libc.Fsopen(type, Libc.FSOPEN_CLOEXEC);
        _context = descriptor < 0 ? throw LinuxException.Last("fsopen", type) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private int Descriptor => (int)_context.DangerousGetHandle();

    /// <summary>Sets an option with a value.</summary>
    public FileSystemContext Set(string key, string value) =>
        Libc.FsconfigString(Descriptor, key, value) < 0 ? throw Failure($"{key}={value}") : this;

    /// <summary>Sets an option without a value.</summary>
    public FileSystemContext Set(string flag) => Libc.FsconfigFlag(Descriptor, flag) < 0 ? throw Failure(flag) : this;

    /// <summary>Gives the root of a tmpfs to the root of commands.</summary>
    /// <param name="owners">Their ids; null for those of this process, where nothing is to do.</param>
    public FileSystemContext OwnedBy(OwnerMap? owners) =>
        owners is null ? this : Set("uid", Text(OwnerMap.FirstId)).Set("gid", Text(OwnerMap.FirstId));

    /// <summary>Makes the file system and a detached mount of it.</summary>
    /// <param name="attributes"><c>MOUNT_ATTR_</c> bits.</param>
    public SafeFileHandle Mount(ulong attributes)
    {
        if (Libc.FsconfigCreate(Descriptor) < 0)
        {
            throw Failure("");
        }

        int mount = Libc.Fsmount(Descriptor, Libc.FSMOUNT_CLOEXEC, (uint)attributes);
        return mount < 0 ? throw LinuxException.Last("fsmount", _type) : new SafeFileHandle(mount, ownsHandle: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    /// <summary>The kernel explains itself in messages that are read from the context.</summary>
    private LinuxException Failure(string option)
    {
        int errno = Marshal.GetLastPInvokeError();
        Span<byte> buffer = stackalloc byte[1024];
        string message = "";
        while (TryRead(buffer, out int count))
        {
            // Each message starts with its kind: "e ", "w " or "i ".
            string text = PathText.Decode(buffer[..count]).TrimEnd('\n');
            message += text.Length > 2 ? $" ({text[2..]})" : "";
        }

        return new LinuxException("fsconfig", $"{_type} {option}".TrimEnd() + message, errno);
    }

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private bool TryRead(Span<byte> buffer, out int count)
    {
        count = Libc.Read(Descriptor, buffer);
        return count > 0;
    }
}
