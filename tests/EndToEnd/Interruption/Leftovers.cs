using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Interruption;

/// <summary>What builds of one workbench left on the machine.</summary>
internal static class Leftovers
{
    /// <summary>Mounts, processes, control groups and temporary files; empty when all is clean.</summary>
    /// <param name="bench">Its store and temporary directory are looked at.</param>
    /// <param name="marker">A word that occurs in the command line of every process the build started.</param>
    public static List<string> Of(Workbench bench, string marker) => [.. OfFiles(bench, marker), .. ControlGroups().Select(path => "control group " + path)];

    /// <summary>The same without control groups, which have no name of the workbench; for tests that run beside others.</summary>
    public static List<string> OfFiles(Workbench bench, string marker) =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(bench.At(), StringComparison.Ordinal)).Select(line => "mount " + line),
        .. Processes(marker).Select(line => "process " + line),
        .. Entries(bench.At("state", "tmp")).Concat(Entries(bench.At("tmp"))).Select(path => "file " + path),
    ];

    /// <summary>Control groups of builders that have ended, <c>sharpbuild-PID-NUMBER</c>, below those of this test; others may be building beside it.</summary>
    public static List<string> ControlGroups()
    {
        string[] own = [.. File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)[2].TrimEnd('/') + "/sharpbuild-")];
        return
        [
            .. ProcessRunner.Run("find", ["/sys/fs/cgroup", "-type", "d", "-name", "sharpbuild-*"]).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(path => own.Any(group => path.Contains(group, StringComparison.Ordinal)) && HasEnded(path)),
        ];
    }

    private static bool HasEnded(string path) =>
        Path.GetFileName(path).Split('-') is [_, string owner, _] && int.TryParse(owner, out int process) && !Directory.Exists($"/proc/{process}");

    /// <summary>Running processes with <paramref name="marker"/> in their command line.</summary>
    public static List<string> Processes(string marker)
    {
        List<string> found = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                string command = File.ReadAllText(Path.Combine(directory, "cmdline")).Replace('\0', ' ');
                if (command.Contains(marker, StringComparison.Ordinal))
                {
                    found.Add($"{Path.GetFileName(directory)} {command}");
                }
            }
            catch (IOException)
            {
                // The process ended meanwhile.
            }
        }

        return found;
    }

    private static IEnumerable<string> Entries(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFileSystemEntries(directory) : [];
}
