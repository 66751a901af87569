using System.Collections.Immutable;
using System.Globalization;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Splits a COPY of several sources: those that never changed first, so that those that change do not repeat them.</summary>
internal sealed class CopiesApart : IAdvisor
{
    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        foreach (CopyInstruction copy in draft.Dockerfile.Stages.SelectMany(stage => stage.Instructions).OfType<CopyInstruction>())
        {
            if (copy is { IsAdd: false, Flags: { From: null, Parents: false, Excludes.IsEmpty: true }, Sources.Length: > 1, Heredocs.IsEmpty: true }
                && copy.Sources.All(source => basis.HasFile(source) || basis.HasDirectory(source)))
            {
                ImmutableArray<string> changing = [.. copy.Sources.Where(source => basis.Series.Any(build => build.Files.Any(file => CopiedPaths.Takes(source, file))))];
                ImmutableArray<string> steady = [.. copy.Sources.Except(changing)];
                if (changing.Length > 0 && steady.Length > 0 && !Meet(changing, steady, basis))
                {
                    yield return Split(draft, copy, steady, changing, basis);
                }
            }
        }
    }

    /// <summary>Whether both give an entry of the same name, so that their order counts.</summary>
    private static bool Meet(ImmutableArray<string> some, ImmutableArray<string> others, AdviceBasis basis) =>
        some.SelectMany(source => basis.EntriesOf(source)).Intersect(others.SelectMany(source => basis.EntriesOf(source))).Any();

    private static Rewrite Split(Draft draft, CopyInstruction copy, ImmutableArray<string> steady, ImmutableArray<string> changing, AdviceBasis basis)
    {
        DraftLines lines = new(draft.Text);
        string flags = string.Concat(copy.Original.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word + " "));
        string destination = copy.Destination.EndsWith('/') ? copy.Destination : copy.Destination + "/";
        (string first, string second) = ($"COPY {flags}{string.Join(' ', steady)} {destination}", $"COPY {flags}{string.Join(' ', changing)} {destination}");
        lines.Replace(copy, first, second);
        double part = (double)steady.Sum(basis.SizeOf) / Math.Max(1, copy.Sources.Sum(basis.SizeOf));
        StepCost whole = basis.Costs.Of(copy.Original);
        basis.Costs.Learn(first, Part(whole, part));
        basis.Costs.Learn(second, Part(whole, 1 - part));
        string percent = (part * 100).ToString("0", CultureInfo.InvariantCulture);
        return new Rewrite(
            "copy-split",
            copy.Lines.Start,
            $"copy {string.Join(", ", steady)} apart from {string.Join(", ", changing)}: {percent} % of these bytes never changed",
            draft.With(lines.ToString()));
    }

    private static StepCost Part(StepCost whole, double part) => new(whole.Seconds * part, 0, (long)(whole.SizeInBytes * part));
}
