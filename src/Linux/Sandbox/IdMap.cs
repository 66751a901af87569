using System.Globalization;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Gives a new user namespace its ids: the caller as 0, and where the machine grants some, the caller's subordinate ids from 1.</summary>
/// <remarks>user_namespaces(7), newuidmap(1), subuid(5).</remarks>
internal static unsafe class IdMap
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <summary>Maps the ids of a process that waits for it.</summary>
    /// <exception cref="LinuxException">The kernel refuses even the map of the caller alone.</exception>
    public static void Install(int processId)
    {
        uint user = Libc.Geteuid();
        uint group = Libc.Getegid();
        string? name = UserName(user);
        List<IdRange> users = SubordinateIds("/etc/subuid", name, user);
        List<IdRange> groups = SubordinateIds("/etc/subgid", name, user);
        bool isMapped = users.Count > 0 && groups.Count > 0
            && TryRun("/usr/bin/newuidmap", processId, user, users)
            && TryRun("/usr/bin/newgidmap", processId, group, groups);
        if (!isMapped)
        {
            MapCaller(processId, user, group);
        }
    }

    /// <summary>Reads ranges from lines of <c>name:first:count</c>, as ids from 1 on.</summary>
    public static List<IdRange> ParseSubordinateIds(IEnumerable<string> lines, string? name, uint user)
    {
        List<IdRange> ranges = [];
        uint next = 1;
        foreach (string line in lines)
        {
            string[] fields = line.Trim().Split(':');
            bool isOurs = fields.Length == 3 && (fields[0] == name || fields[0] == user.ToString(CultureInfo.InvariantCulture));
            if (isOurs
                && uint.TryParse(fields[1], CultureInfo.InvariantCulture, out uint first)
                && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out uint count)
                && count > 0 && first > 0 && first <= uint.MaxValue - count && next <= uint.MaxValue - count)
            {
                ranges.Add(new IdRange(next, first, count));
                next += count;
            }
        }

        return ranges;
    }

    private static List<IdRange> SubordinateIds(string hostPath, string? name, uint user) =>
        File.Exists(hostPath) ? ParseSubordinateIds(File.ReadLines(hostPath), name, user) : [];

    /// <summary>The name of a user; null where the machine's list has none or cannot be read, as in containers.</summary>
    private static string? UserName(uint user)
    {
        try
        {
            foreach (string line in File.ReadLines("/etc/passwd"))
            {
                string[] fields = line.Split(':');
                if (fields.Length > 2 && fields[2] == user.ToString(CultureInfo.InvariantCulture))
                {
                    return fields[0];
                }
            }
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
        }

        return null;
    }

    /// <summary>Only a program of root's that nobody else can change is trusted with the map.</summary>
    private static bool IsTrusted(string hostPath)
    {
        using DirectoryHandle directory = DirectoryHandle.OpenHost(Path.GetDirectoryName(hostPath) ?? "/");
        const int SetUserId = 0x800;
        return directory.TryGetStatus(Path.GetFileName(hostPath)) is { IsRegular: true, UserId: 0 } status
            && (status.Mode & 0x12) == 0
            && ((status.Mode & SetUserId) != 0 || directory.GetXattr(Path.GetFileName(hostPath), "security.capability") is not null);
    }

    private static bool TryRun(string helper, int processId, uint own, List<IdRange> ranges)
    {
        if (!IsTrusted(helper))
        {
            return false;
        }

        List<string> arguments = [helper, Text(processId), "0", Text(own), "1"];
        foreach (IdRange range in ranges)
        {
            arguments.AddRange([Text(range.Inside), Text(range.Outside), Text(range.Count)]);
        }

        ChildProgram program = new();
        program.Add(SystemCall.ResetSignals, "");
        program.Add(SystemCall.Sigprocmask, "", 2, program.Arena.Take(8), 0, 8);
        program.Add(SystemCall.Execve, helper, program.Arena.Copy(helper), program.Arena.CopyAll(arguments), program.Arena.CopyAll([]));
        using LaunchedProcess process = Launcher.Start(program, 0, null);
        process.WaitForExec(StartLimit);
        return process.Wait().Code == 0;
    }

    private static void MapCaller(int processId, uint user, uint group)
    {
        Write($"/proc/{processId}/setgroups", "deny");
        if (File.ReadAllText($"/proc/{processId}/uid_map").Length == 0)
        {
            Write($"/proc/{processId}/uid_map", $"0 {user} 1");
        }

        Write($"/proc/{processId}/gid_map", $"0 {group} 1");
    }

    /// <summary>Writes to a file of <c>/proc</c>.</summary>
    public static void Write(string hostPath, string text)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = new(Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_WRONLY | Libc.O_CLOEXEC, 0), ownsHandle: true);
        if (file.IsInvalid || Libc.Write((int)file.DangerousGetHandle(), System.Text.Encoding.ASCII.GetBytes(text)) < 0)
        {
            throw LinuxException.Last("write", hostPath);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
