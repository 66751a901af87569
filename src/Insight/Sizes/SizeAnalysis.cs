using System.Collections.Immutable;

using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Insight.Sizes;

/// <summary>Finds out where the bytes of an image come from.</summary>
public static class SizeAnalysis
{
    private const int MostBiggest = 20;
    private const long SmallestDuplicate = 4096;

    /// <summary>Looks into all layers of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="name">How it was named.</param>
    /// <param name="records">The records of builds, for the lines to blame.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static SizeReport Run(OpenedImage image, string name, RecordStore records, CancellationToken cancellationToken)
    {
        ByteLedger ledger = new();
        foreach (Layer layer in image.Layers)
        {
            ledger.Add(image.Index(layer, cancellationToken));
        }

        ContentComparison.Run(image, Candidates(ledger), cancellationToken);
        long total = 0;
        long visible = 0;
        foreach (FileBody body in ledger.Bodies)
        {
            total += body.SizeInBytes;
            visible += body.HiddenBy is null ? body.SizeInBytes : 0;
        }

        ImmutableArray<WastedFile> wasted = [.. ledger.Bodies
            .Where(body => body.HiddenBy is not null && body.SizeInBytes > 0)
            .OrderByDescending(body => body.SizeInBytes).ThenBy(body => body.Path, StringComparer.Ordinal)
            .Select(body => new WastedFile(body.Path, body.SizeInBytes, body.Layer + 1, body.HiddenBy!.Value + 1, How(body)))];
        return new SizeReport(
            name, image.Digest.ToString(), total, visible, ledger.DiveEfficiency, Layers(image, ledger, wasted, records), wasted, Duplicates(ledger), Biggest(ledger));
    }

    private static string How(FileBody body) => body.ReplacedBy is not { } next ? WastedFile.Deleted
        : next.SizeInBytes == body.SizeInBytes && next.Digest is { } digest && digest == body.Digest ? WastedFile.Metadata
        : WastedFile.Overwritten;

    private static HashSet<FileBody> Candidates(ByteLedger ledger)
    {
        HashSet<FileBody> candidates = [];
        Dictionary<long, FileBody> bySize = [];
        foreach (FileBody body in ledger.Bodies)
        {
            if (body.SizeInBytes > 0 && body.ReplacedBy is { } next && next.SizeInBytes == body.SizeInBytes)
            {
                candidates.Add(body);
                candidates.Add(next);
            }

            if (body.HiddenBy is not null || body.SizeInBytes < SmallestDuplicate)
            {
                continue;
            }

            if (bySize.TryGetValue(body.SizeInBytes, out FileBody? first))
            {
                candidates.Add(first);
                candidates.Add(body);
            }
            else
            {
                bySize[body.SizeInBytes] = body;
            }
        }

        return candidates;
    }

    private static ImmutableArray<LayerSize> Layers(OpenedImage image, ByteLedger ledger, ImmutableArray<WastedFile> wasted, RecordStore records)
    {
        LayerOrigins origins = LayerOrigins.Find(image, records);
        ImmutableArray<LayerSize>.Builder layers = ImmutableArray.CreateBuilder<LayerSize>();
        for (int index = 0; index < image.Layers.Length; index++)
        {
            LayerAccount account = ledger.Accounts[index];
            string diffId = image.Layers[index].DiffId.ToString();
            long own = 0;
            long metadata = 0;
            foreach (WastedFile file in wasted)
            {
                own += file.Layer == index + 1 ? file.SizeInBytes : 0;
                metadata += file.How == WastedFile.Metadata && file.HiddenBy == index + 1 ? file.SizeInBytes : 0;
            }

            layers.Add(new LayerSize(
                index + 1, diffId, origins.InstructionOf(index), origins.LineOf(diffId), account.Files, account.Added, account.Changed, account.Deleted, own, metadata, image.Layers[index].Blob.SizeInBytes));
        }

        return layers.ToImmutable();
    }

    private static ImmutableArray<DuplicateFiles> Duplicates(ByteLedger ledger) => [.. ledger.Bodies
        .Where(body => body is { HiddenBy: null, Digest: not null } && body.SizeInBytes >= SmallestDuplicate)
        .GroupBy(body => (body.SizeInBytes, body.Digest))
        .Where(group => group.Select(body => body.Layer).Distinct().Count() > 1)
        .Select(group => new DuplicateFiles(group.Key.SizeInBytes, [.. group.Select(body => new FilePlace(body.Path, body.Layer + 1, body.SizeInBytes))]))
        .OrderByDescending(duplicate => duplicate.RepeatedBytes)];

    private static ImmutableArray<FilePlace> Biggest(ByteLedger ledger) => [.. ledger.Bodies
        .Where(body => body.HiddenBy is null)
        .OrderByDescending(body => body.SizeInBytes).ThenBy(body => body.Path, StringComparer.Ordinal)
        .Take(MostBiggest)
        .Select(body => new FilePlace(body.Path, body.Layer + 1, body.SizeInBytes))];
}
