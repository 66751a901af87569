using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A control group that this process has made; disposing it removes it.</summary>
internal sealed class CgroupDirectory : IDisposable
{
    private const string Prefix = "sharpbuild-";

    private static int _count;

    private CgroupDirectory(string hostPath) => HostPath = hostPath;

    /// <summary>Its path.</summary>
    public string HostPath { get; }

    /// <summary>Makes a group with a name of its own below <paramref name="parent"/>, or null where that is not permitted.</summary>
    public static CgroupDirectory? TryCreate(string parent)
    {
        string path = $"{parent}/{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        return Libc.Mkdirat(Libc.AT_FDCWD, path, 0x1ED) < 0 ? null : new CgroupDirectory(path);
    }

    /// <summary>Removes groups of processes that ended without doing so.</summary>
    public static void Sweep(string parent)
    {
        foreach (string path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            if (IsAbandoned(Path.GetFileName(path)))
            {
                _ = Libc.Unlinkat(Libc.AT_FDCWD, path, Libc.AT_REMOVEDIR);
            }
        }
    }

    /// <summary>Whether a name is that of a group of a process that has ended.</summary>
    public static bool IsAbandoned(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && name.Split('-') is [_, string owner, _] && int.TryParse(owner, CultureInfo.InvariantCulture, out int process)
        && !Directory.Exists($"/proc/{process}");

    /// <summary>Opens a file to write to.</summary>
    public SafeFileHandle? TryOpen(string name)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, $"{HostPath}/{name}", Libc.O_WRONLY | Libc.O_CLOEXEC, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens the group itself.</summary>
    public SafeFileHandle OpenSelf()
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, HostPath, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return descriptor < 0 ? throw LinuxException.Last("open", HostPath) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens the file through which a process joins a group of version 2.</summary>
    public SafeFileHandle OpenProcesses() => TryOpen("cgroup.procs") ?? throw LinuxException.Last("open", $"{HostPath}/cgroup.procs");

    /// <summary>Sets a value, if the kernel has the file.</summary>
    /// <returns>Whether it has.</returns>
    /// <exception cref="LinuxException">The kernel does not accept the value.</exception>
    public bool TryWrite(string name, string value)
    {
        using SafeFileHandle? file = TryOpen(name);
        if (file is null)
        {
            return false;
        }

        return Libc.Write((int)file.DangerousGetHandle(), Encoding.ASCII.GetBytes(value)) < 0
            ? throw LinuxException.Last("write", $"{value} to {HostPath}/{name}")
            : true;
    }

    /// <summary>Sets a number.</summary>
    public bool TryWrite(string name, long value) => TryWrite(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The text of a file, or the empty text.</summary>
    public string Read(string name)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, $"{HostPath}/{name}", Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return "";
        }

        using SafeFileHandle file = new(descriptor, ownsHandle: true);
        Span<byte> buffer = stackalloc byte[4096];
        StringBuilder text = new();
        int count;
        while ((count = Libc.Read(descriptor, buffer)) > 0)
        {
            text.Append(Encoding.ASCII.GetString(buffer[..count]));
        }

        return text.ToString();
    }

    /// <summary>The number in a file, or null.</summary>
    public long? ReadNumber(string name) => long.TryParse(Read(name), CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The number behind a word in a file of lines, or null.</summary>
    public long? ReadNumber(string name, string key)
    {
        foreach (string line in Read(name).Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == ' ')
            {
                return long.Parse(line.AsSpan(key.Length + 1), CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    /// <summary>The sum of the numbers behind a text wherever a file has it, or null where there is no such file.</summary>
    public long? Sum(string name, string before)
    {
        string text = Read(name);
        if (text.Length == 0)
        {
            return null;
        }

        long sum = 0;
        for (int at = text.IndexOf(before, StringComparison.Ordinal); at >= 0; at = text.IndexOf(before, at, StringComparison.Ordinal))
        {
            at += before.Length;
            int end = text.AsSpan(at).IndexOfAny(' ', '\n');
            sum += long.Parse(end < 0 ? text.AsSpan(at) : text.AsSpan(at, end), CultureInfo.InvariantCulture);
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose() => Remove(HostPath, mostAttempts: 100);

    /// <summary>Removes a group; its last process may take a moment to leave it.</summary>
    /// <param name="hostPath">The group.</param>
    /// <param name="mostAttempts">How often it is tried, each time one millisecond later than the last.</param>
    public static void Remove(string hostPath, int mostAttempts)
    {
        for (int attempt = 0; attempt < mostAttempts; attempt++)
        {
            if (Libc.Unlinkat(Libc.AT_FDCWD, hostPath, Libc.AT_REMOVEDIR) == 0 || Marshal.GetLastPInvokeError() != Errno.EBUSY)
            {
                return;
            }

            Thread.Sleep(attempt);
        }
    }
}
