namespace Sharpbuild.Linux;

/// <summary>What this process is allowed to do.</summary>
internal static class ProcessCredentials
{
    private static readonly Lazy<bool> Initial = new(() => ReadIdMap("/proc/self/uid_map") is [(0, 0, uint.MaxValue)]);

    /// <summary>Whether it runs in the first user namespace, where ids are those of the machine.</summary>
    public static bool IsInitialUserNamespace => Initial.Value;

    /// <summary>The rows of an id map: first id inside, first id outside, count.</summary>
    public static IReadOnlyList<(uint Inside, uint Outside, uint Count)> ReadIdMap(string hostPath)
    {
        List<(uint, uint, uint)> rows = [];
        foreach (string line in File.ReadLines(hostPath))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            rows.Add((Number(fields[0]), Number(fields[1]), Number(fields[2])));
        }

        return rows;
    }

    private static uint Number(string text) => uint.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
