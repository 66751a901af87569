using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A process whose system call waits for an answer, as <c>/proc</c> shows it.</summary>
/// <param name="ProcessId">Its id, as seen from here.</param>
/// <param name="UserId">The owner of the files it makes, as seen from here.</param>
/// <param name="GroupId">Their group.</param>
/// <param name="Umask">Its file mode mask.</param>
/// <param name="Capabilities">Its rights.</param>
internal sealed record CallingTask(int ProcessId, uint UserId, uint GroupId, int Umask, CapabilitySet Capabilities)
{
    private const int LongestPath = 4096;

    /// <summary>Whether a process with its rights may make device nodes wherever it likes.</summary>
    public bool MayMakeDevices => Capabilities.Contains(Capability.Mknod) && Capabilities.Contains(Capability.DacOverride);

    /// <summary>Reads what is known of a process.</summary>
    public static CallingTask Read(int processId)
    {
        CallingTask task = new(processId, 0, 0, 0, CapabilitySet.None);
        foreach (string line in File.ReadLines($"/proc/{processId}/status"))
        {
            string[] fields = line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            task = fields[0] switch
            {
                "Uid:" => task with { UserId = uint.Parse(fields[^1], CultureInfo.InvariantCulture) },
                "Gid:" => task with { GroupId = uint.Parse(fields[^1], CultureInfo.InvariantCulture) },
                "Umask:" => task with { Umask = Convert.ToInt32(fields[1], 8) },
                "CapEff:" => task with { Capabilities = new CapabilitySet(ulong.Parse(fields[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)) },
                _ => task,
            };
        }

        return task;
    }

    /// <summary>Reads a path from its memory.</summary>
    public string ReadPath(ulong address)
    {
        using SafeFileHandle memory = FileDescriptors.OpenHostFile($"/proc/{ProcessId}/mem");
        byte[] bytes = new byte[LongestPath];
        int count = 0;
        int end = -1;
        while (end < 0 && count < bytes.Length)
        {
            // A read must not go on into a page that is not there.
            int piece = Math.Min(bytes.Length - count, LongestPath - (int)((address + (ulong)count) % LongestPath));
            int read = memory.ReadAt(bytes.AsSpan(count, piece), (long)address + count, "memory");
            end = Array.IndexOf(bytes, (byte)0, count, read);
            count += read;
        }

        return end > 0 ? PathText.Decode(bytes.AsSpan(0, end)) : throw new LinuxException("mknod", "", Errno.ENOENT);
    }

    /// <summary>Opens the directory of a path of its, without leaving its root.</summary>
    /// <param name="directory">The descriptor that a relative path starts from, or <c>AT_FDCWD</c>.</param>
    /// <param name="path">The path.</param>
    /// <param name="name">The last component.</param>
    public unsafe SafeFileHandle OpenParent(int directory, string path, out string name)
    {
        (string parent, name) = ImagePath.Split(path.TrimEnd('/'));
        if (name is "" or "." or "..")
        {
            throw new LinuxException("mknod", path, Errno.EEXIST);
        }

        parent = path.StartsWith('/') ? parent : $"{StartOf(directory)}/{parent}";
        using DirectoryHandle root = DirectoryHandle.OpenHost($"/proc/{ProcessId}/root");
        Libc.OpenHow how = new()
        {
            Flags = (ulong)(uint)(Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC),
            Resolve = Libc.RESOLVE_NO_MAGICLINKS | Libc.RESOLVE_IN_ROOT,
        };
        int descriptor = Libc.Openat2((int)root.Handle.DangerousGetHandle(), parent.Length == 0 ? "." : parent, ref how);
        return descriptor < 0 ? throw LinuxException.Last("openat2", path) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Where a relative path starts. The text is that of the root of its mounts, so a process with another root is refused.</summary>
    private string StartOf(int directory)
    {
        string start = directory == Libc.AT_FDCWD ? "cwd" : string.Create(CultureInfo.InvariantCulture, $"fd/{directory}");
        return ReadLink("root") == "/" ? ReadLink(start) : throw new LinuxException("mknod", "", Errno.EPERM);
    }

    private string ReadLink(string name) => new FileInfo($"/proc/{ProcessId}/{name}").LinkTarget ?? throw new LinuxException("readlink", name, Errno.ENOENT);
}
