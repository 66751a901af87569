using System.Collections.Immutable;
using System.Globalization;

using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Insight.Layers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Sizes;

/// <summary>What the steps that a build executed did to the bytes of its image, in a few lines; drawn from listings that the store has, no layer is read for it.</summary>
public static class BuildSizes
{
    private const int MostSteps = 3;

    /// <summary>The lines, the step with most bytes first; none where the build gave no image or a layer was never looked into.</summary>
    public static IEnumerable<string> Lines(BuildRecord build, StateDirectory state)
    {
        if (build.Result is not { } result || build.Hits == build.Steps.Length)
        {
            return [];
        }

        using ImageReader images = new(state);
        return images.TryListings(result.Layers.Select(layer => layer.DiffId)) is { } listings ? Lines(build, result, listings) : [];
    }

    private static List<string> Lines(BuildRecord build, RecordedResult result, ImmutableArray<LayerIndex> listings)
    {
        ByteLedger ledger = new();
        foreach (LayerIndex listing in listings)
        {
            ledger.Add(listing);
        }

        List<(RecordedStep Step, LayerAccount Account)> changes = [];
        foreach (RecordedStep step in build.Steps)
        {
            int layer = step.IsExecuted && step.Layer is { } made ? result.Layers.FindIndex(made.DiffId) : -1;
            if (layer >= 0)
            {
                changes.Add((step, ledger.Accounts[layer]));
            }
        }

        List<string> lines = [.. changes.OrderByDescending(change => change.Account.Moved).Where(change => change.Account.Moved > 0).Take(MostSteps).Select(change => Line(change.Step, change.Account))];
        long total = ledger.Bodies.Sum(body => body.SizeInBytes);
        long hidden = ledger.Bodies.Sum(body => body.HiddenBy is null ? 0 : body.SizeInBytes);
        if (hidden > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Amount.Of(hidden)} are shipped and never seen, efficiency {(total - hidden) * 100.0 / total:0.0} %: sharpbuild size tells which"));
        }

        return lines;
    }

    private static string Line(RecordedStep step, LayerAccount account) =>
        $"line {step.Line} added {Amount.Of(account.Added)}, changed {Amount.Of(account.Changed)}, deleted {Amount.Of(account.Deleted)}: {step.Text.ReplaceLineEndings(" ")}";

    private static int FindIndex(this ImmutableArray<RecordedLayer> layers, string diffId)
    {
        for (int index = 0; index < layers.Length; index++)
        {
            if (layers[index].DiffId == diffId)
            {
                return index;
            }
        }

        return -1;
    }
}
