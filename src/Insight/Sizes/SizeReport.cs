using System.Collections.Immutable;

namespace Sharpbuild.Insight.Sizes;

/// <summary>Where the bytes of an image come from; all of them bytes of file content, as they are unpacked.</summary>
/// <param name="Image">How the image was named.</param>
/// <param name="Digest">The digest of its manifest.</param>
/// <param name="TotalBytes">The bytes of all files of all layers.</param>
/// <param name="VisibleBytes">The bytes of the files that are seen at the end.</param>
/// <param name="DiveEfficiency">The score that the program dive gives, from 0 to 1.</param>
/// <param name="Layers">The layers, lowest first.</param>
/// <param name="Wasted">Files that are shipped and never seen, largest first.</param>
/// <param name="Duplicates">Files of several layers with the same content, largest first.</param>
/// <param name="Biggest">The largest files that are seen.</param>
public sealed record SizeReport(
    string Image,
    string Digest,
    long TotalBytes,
    long VisibleBytes,
    double DiveEfficiency,
    ImmutableArray<LayerSize> Layers,
    ImmutableArray<WastedFile> Wasted,
    ImmutableArray<DuplicateFiles> Duplicates,
    ImmutableArray<FilePlace> Biggest)
{
    /// <summary>Bytes that are shipped and never seen.</summary>
    public long WastedBytes => TotalBytes - VisibleBytes;

    /// <summary>The visible part of all bytes, from 0 to 1.</summary>
    public double Efficiency => TotalBytes == 0 ? 1 : (double)VisibleBytes / TotalBytes;
}
