using System.Globalization;

using Sharpbuild.Cli.Arguments;
using Sharpbuild.Insight;
using Sharpbuild.Insight.Sizes;

namespace Sharpbuild.Cli.Commands;

/// <summary>A size report as lines of text.</summary>
internal static class SizeTable
{
    private const int MostFiles = 10;
    private const int MostText = 70;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(SizeReport report)
    {
        yield return $"{report.Image} {report.Digest}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{Amount.Of(report.TotalBytes)} in {report.Layers.Length} {(report.Layers.Length == 1 ? "layer" : "layers")}, {Amount.Of(report.WastedBytes)} wasted; efficiency {report.Efficiency * 100:0.0}% (as dive counts: {report.DiveEfficiency * 100:0.0}%)");
        yield return "";
        yield return $"{"LAYER",-7}{"LINE",-6}{"ADDED",11}{"CHANGED",11}{"DELETED",11}{"WASTED",11}  INSTRUCTION";
        foreach (LayerSize layer in report.Layers)
        {
            yield return $"{layer.Number,-7}{Line(layer),-6}{Amount.Of(layer.AddedBytes),11}{Amount.Of(layer.ChangedBytes),11}{Amount.Of(layer.DeletedBytes),11}{Amount.Of(layer.WastedBytes),11}  {Short(layer.Instruction)}";
        }

        foreach (string line in Wasted(report).Concat(Metadata(report)).Concat(Duplicates(report)).Concat(Biggest(report)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Wasted(SizeReport report)
    {
        foreach (WastedFile file in report.Wasted.Take(MostFiles))
        {
            if (file == report.Wasted[0])
            {
                yield return "";
                yield return "Wasted: shipped and never seen";
            }

            yield return $"{Amount.Of(file.SizeInBytes),11}  /{file.Path}";
            yield return $"{"",13}from {Name(report, file.Layer)}, {(file.How == WastedFile.Metadata ? "repeated with other metadata" : file.How)} by {Name(report, file.HiddenBy)}";
        }

        if (report.Wasted.Length > MostFiles)
        {
            yield return $"{"",13}and {report.Wasted.Length - MostFiles} more files";
        }
    }

    private static IEnumerable<string> Metadata(SizeReport report)
    {
        foreach (LayerSize layer in report.Layers.Where(layer => layer.MetadataBytes > 0))
        {
            int files = report.Wasted.Count(file => file.How == WastedFile.Metadata && file.HiddenBy == layer.Number);
            yield return "";
            yield return $"Copied only for mode, owner or time: {Amount.Of(layer.MetadataBytes)} in {files} files by {Name(report, layer.Number)}";
        }
    }

    private static IEnumerable<string> Duplicates(SizeReport report)
    {
        foreach (DuplicateFiles duplicate in report.Duplicates.Take(MostFiles))
        {
            yield return "";
            yield return $"The same content in {duplicate.Places.Length} places";
            foreach (FilePlace place in duplicate.Places)
            {
                yield return $"{Amount.Of(place.SizeInBytes),11}  /{place.Path} in {Name(report, place.Layer)}";
            }
        }
    }

    private static IEnumerable<string> Biggest(SizeReport report)
    {
        yield return "";
        yield return "Biggest files";
        foreach (FilePlace file in report.Biggest.Take(MostFiles))
        {
            yield return $"{Amount.Of(file.SizeInBytes),11}  /{file.Path} in layer {file.Layer}";
        }
    }

    private static string Name(SizeReport report, int number)
    {
        LayerSize layer = report.Layers[number - 1];
        return layer.Line > 0 ? $"layer {number} (line {layer.Line}: {Short(layer.Instruction)})" : $"layer {number} ({Short(layer.Instruction)})";
    }

    private static string Line(LayerSize layer) => layer.Line > 0 ? layer.Line.ToString(CultureInfo.InvariantCulture) : "-";

    private static string Short(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length > MostText ? string.Concat(line.AsSpan(0, MostText), "…") : line;
    }
}
