using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace Sharpbuild.Fuzz;

/// <summary>Runs a target for as many inputs as wanted: <c>TARGET [COUNT [FIRST]]</c>. Findings are written to <c>out/fuzz</c>.</summary>
public static class Program
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(60);

    /// <returns>0 without findings, 1 with findings, 2 for wrong usage.</returns>
    public static int Main(string[] arguments)
    {
        if (arguments.Length is 0 or > 3 || FuzzTargetTable.Find(arguments[0]) is not { } target
            || !TryRead(arguments, 1, 100_000, out long count) || !TryRead(arguments, 2, 0, out long first))
        {
            Console.Error.WriteLine($"usage: TARGET [COUNT [FIRST]], TARGET one of {string.Join(", ", FuzzTargetTable.Names)}");
            return 2;
        }

        string findings = Directory.CreateDirectory(Path.Combine("out", "fuzz")).FullName;
        string current = Path.Combine(findings, target.Name + ".current");
        FuzzReport report;
        // The number survives a stack overflow or a kill; the file is there only while inputs are read.
        using (MemoryMappedFile file = MemoryMappedFile.CreateFromFile(current, FileMode.Create, null, sizeof(long)))
        using (MemoryMappedViewAccessor number = file.CreateViewAccessor())
        {
            long atLastTick = -1;
            using Timer watchdog = new(_ => StopIfHanging(target, number.ReadInt64(0), ref atLastTick), null, HangsAfter, HangsAfter);
            report = new FuzzLoop(target) { Begin = value => number.Write(0, value), ProbesGrowth = true }.Run(first, count);
        }

        File.Delete(current);
        Write(findings, target.Name, "crash", report.Crashes);
        Write(findings, target.Name, "super-linear", report.SuperLinear);
        Console.WriteLine(report.Summary);
        return report.Crashes.Count + report.SuperLinear.Count == 0 ? 0 : 1;
    }

    private static void StopIfHanging(FuzzTarget target, long number, ref long atLastTick)
    {
        if (number == atLastTick)
        {
            Console.WriteLine($"{target.Name}: input {number} hangs for more than {HangsAfter.TotalSeconds} s");
            Environment.Exit(1);
        }

        atLastTick = number;
    }

    private static void Write(string directory, string target, string kind, IReadOnlyList<FuzzFinding> findings)
    {
        foreach (FuzzFinding finding in findings)
        {
            string file = Path.Combine(directory, $"{target}-{kind}-{finding.Number}");
            File.WriteAllBytes(file, finding.Input);
            Console.WriteLine($"{kind} {finding.Number} ({file}): {finding.Description}");
        }
    }

    private static bool TryRead(string[] arguments, int index, long otherwise, out long value)
    {
        value = otherwise;
        return index >= arguments.Length || long.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
