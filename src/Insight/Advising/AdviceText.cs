using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sharpbuild.Insight.Advising;

/// <summary>Advice for people.</summary>
public static class AdviceText
{
    private const double BytesInMegabyte = 1e6;

    /// <summary>The advice, each change with its savings and its difference.</summary>
    public static string Format(Advice advice, string fileName, AdvicePatch patch)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Count(advice.Series.Length, "build")} of {fileName}: {Seconds(advice.CostBefore.Seconds)} in {advice.CostBefore.Executed} executed steps, {Megabytes(advice.CostBefore.WrittenInBytes)} written\n");
        if (advice.Proposals.IsEmpty)
        {
            return text.Append("nothing to change: no change that is known here would have saved anything in them\n").ToString();
        }

        int number = 0;
        foreach (Proposal proposal in advice.Proposals)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{++number}. {fileName}:{proposal.Line} {proposal.Name}: {proposal.Text}\n   estimate: {Savings(proposal)}\n");
            foreach (string line in proposal.After is null ? ["(by hand)"] : ChangedLines(patch.Of(proposal.Before, proposal.After)))
            {
                text.Append("   ").Append(line).Append('\n');
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"\ntogether: {Seconds(advice.CostBefore.Seconds)} → {Seconds(advice.CostAfter.Seconds)}, {Megabytes(advice.CostBefore.WrittenInBytes)} → {Megabytes(advice.CostAfter.WrittenInBytes)} written\n").ToString();
    }

    /// <summary>The series built again with the files before and after, side by side.</summary>
    public static string Format(Advice advice, ReplayedSeries measured)
    {
        (ImmutableArray<ReplayedBuild> before, ImmutableArray<ReplayedBuild> after) = (measured.Before, measured.After);
        StringBuilder text = new("measured: the series built again in empty stores, by turns with the Dockerfile as it is and as advised\n");
        text.Append(CultureInfo.InvariantCulture, $"{"BUILD",5}  {"BEFORE",17}  {"AFTER",17}  CHANGE\n");
        for (int index = 0; index < before.Length; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{index + 1,5}  {Cell(before[index]),17}  {Cell(after[index]),17}  {advice.Series[index].Describe()}\n");
        }

        string total = $"{"all",5}  {Cell(Sum(before)),17}  {Cell(Sum(after)),17}  ";
        text.Append(CultureInfo.InvariantCulture, $"{total}written {Megabytes(Sum(before).WrittenInBytes)} → {Megabytes(Sum(after).WrittenInBytes)}, image {Megabytes(before[^1].ImageSizeInBytes)} → {Megabytes(after[^1].ImageSizeInBytes)}\n");
        return text.Append(measured.Imitated == 0 ? "" : $"{Count(measured.Imitated, "changed file")} of past contexts were not in the store any more, and were changed by a blank line instead\n").ToString();
    }

    private static IEnumerable<string> ChangedLines(string patch) => patch.Split('\n').Where(line =>
        line.Length > 0 && line[0] is '+' or '-' && !line.StartsWith("---", StringComparison.Ordinal) && !line.StartsWith("+++ b/", StringComparison.Ordinal));

    private static ReplayedBuild Sum(IReadOnlyList<ReplayedBuild> builds) => new(
        TimeSpan.FromSeconds(builds.Sum(build => build.Elapsed.TotalSeconds)),
        builds.Sum(build => build.Executed),
        builds.Sum(build => build.WrittenInBytes),
        builds[^1].ImageSizeInBytes);

    private static string Cell(ReplayedBuild build) => $"{Seconds(build.Elapsed.TotalSeconds)} {Count(build.Executed, "step")}";

    private static string Savings(Proposal proposal)
    {
        List<string> words = [$"{Seconds(proposal.SecondsSaved)} and {Megabytes(proposal.WrittenSavedInBytes)} less to write over these builds"];
        if (proposal.ImageSavedInBytes > 0)
        {
            words.Add($"an image smaller by {(proposal.After is null ? "up to " : "")}{Megabytes(proposal.ImageSavedInBytes)}");
        }

        return string.Join(", ", words);
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s");

    private static string Seconds(double seconds) => seconds is > 0 and < 0.1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    private static string Megabytes(long bytes) => bytes is > 0 and < 100_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / BytesInMegabyte:0.0} MB");
}
