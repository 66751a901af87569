using Sharpbuild.Builder.History;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Sizes;

/// <summary>A size report as JSON: sizes in bytes, shares in thousandths of a percent.</summary>
public static class SizeJson
{
    private const double Share = 100_000;

    /// <summary>The document.</summary>
    public static byte[] Write(SizeReport report)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject()
            .Name("image").String(report.Image)
            .Name("digest").String(report.Digest)
            .Name("totalBytes").Number(report.TotalBytes)
            .Name("visibleBytes").Number(report.VisibleBytes)
            .Name("wastedBytes").Number(report.WastedBytes)
            .Name("efficiency").Number((long)Math.Round(report.Efficiency * Share))
            .Name("diveEfficiency").Number((long)Math.Round(report.DiveEfficiency * Share))
            .Name("layers").BeginArray();
        foreach (LayerSize layer in report.Layers)
        {
            Write(json, layer);
        }

        json.EndArray().Name("wasted").BeginArray();
        foreach (WastedFile file in report.Wasted)
        {
            json.BeginObject()
                .Name("path").String(file.Path)
                .Name("sizeInBytes").Number(file.SizeInBytes)
                .Name("layer").Number(file.Layer)
                .Name("hiddenBy").Number(file.HiddenBy)
                .Name("how").String(file.How)
                .EndObject();
        }

        json.EndArray().Name("duplicates").BeginArray();
        foreach (DuplicateFiles duplicate in report.Duplicates)
        {
            Write(json.BeginObject().Name("sizeInBytes").Number(duplicate.SizeInBytes).Name("places"), duplicate.Places.AsSpan());
            json.EndObject();
        }

        Write(json.EndArray().Name("biggest"), report.Biggest.AsSpan());
        return json.EndObject().ToArray();
    }

    private static void Write(CanonicalJsonWriter json, LayerSize layer) => json.BeginObject()
        .Name("number").Number(layer.Number)
        .Name("diffId").String(layer.DiffId)
        .Name("instruction").String(layer.Instruction)
        .Name("line").Number(layer.Line)
        .Name("files").Number(layer.Files)
        .Name("addedBytes").Number(layer.AddedBytes)
        .Name("changedBytes").Number(layer.ChangedBytes)
        .Name("deletedBytes").Number(layer.DeletedBytes)
        .Name("wastedBytes").Number(layer.WastedBytes)
        .Name("metadataBytes").Number(layer.MetadataBytes)
        .Name("blobBytes").Number(layer.BlobBytes)
        .EndObject();

    private static void Write(CanonicalJsonWriter json, ReadOnlySpan<FilePlace> places)
    {
        json.BeginArray();
        foreach (FilePlace place in places)
        {
            json.BeginObject().Name("path").String(place.Path).Name("layer").Number(place.Layer).Name("sizeInBytes").Number(place.SizeInBytes).EndObject();
        }

        json.EndArray();
    }
}
