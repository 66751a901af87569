using System.Globalization;

namespace Sharpbuild.Linux;

/// <summary>What this process is allowed to do.</summary>
internal static class ProcessCredentials
{
    private static readonly Lazy<IReadOnlyList<IdRange>> Users = new(static () => ReadIdMap("/proc/self/uid_map"));
    private static readonly Lazy<IReadOnlyList<IdRange>> Groups = new(static () => ReadIdMap("/proc/self/gid_map"));

    /// <summary>Whether it runs in the first user namespace, where ids are those of the machine.</summary>
    public static bool IsInitialUserNamespace => Users.Value is [(0, 0, uint.MaxValue)];

    /// <summary>The number of user ids that this process can give to files.</summary>
    public static long UserCount => Users.Value.Sum(static range => (long)range.Count);

    /// <summary>Whether groups cannot be set, as in a user namespace that its owner made without help.</summary>
    public static bool IsSetgroupsDenied => !IsInitialUserNamespace && File.ReadAllText("/proc/self/setgroups").StartsWith("deny", StringComparison.Ordinal);

    /// <summary>The capabilities in effect.</summary>
    public static ulong EffectiveCapabilities => CapabilityLine("CapEff:");

    /// <summary>The capabilities that can be in effect after an execve(2).</summary>
    public static ulong BoundingCapabilities => CapabilityLine("CapBnd:");

    /// <summary>Whether a group id means something here.</summary>
    public static bool IsGroupMapped(uint groupId) => Groups.Value.Any(range => groupId >= range.Inside && groupId - range.Inside < range.Count);

    private static List<IdRange> ReadIdMap(string hostPath)
    {
        List<IdRange> ranges = [];
        foreach (string line in File.ReadLines(hostPath))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ranges.Add(new IdRange(Number(fields[0]), Number(fields[1]), Number(fields[2])));
        }

        return ranges;
    }

    /// <summary>Whether a user id means something here.</summary>
    public static bool IsUserMapped(uint userId) => Users.Value.Any(range => userId >= range.Inside && userId - range.Inside < range.Count);

    private static ulong CapabilityLine(string name)
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return ulong.Parse(line.AsSpan(name.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
