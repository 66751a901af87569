using Sharpbuild.Builder.Options;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Builder.Images;

/// <summary>The form in which somebody wants layers.</summary>
/// <param name="Options">How those that builds made are compressed.</param>
/// <param name="IsForced">Whether layers of bases are compressed anew too.</param>
/// <param name="OfAllStages">Whether it is wanted of layers, too, that the result does not have.</param>
/// <param name="IsFollowed">Whether who wants it reads it while it is made.</param>
internal sealed record AskedForm(CompressionOptions Options, bool IsForced = false, bool OfAllStages = false, bool IsFollowed = false)
{
    /// <summary>What an output wants.</summary>
    public static AskedForm Of(OutputOption output) => new(new CompressionOptions(output.LayerCompression, output.CompressionLevel), output.ForceCompression, IsFollowed: output is { Kind: OutputKind.Oci, AsArchive: true });

    /// <summary>All that a build is asked for.</summary>
    public static IEnumerable<AskedForm> Of(BuildOptions options) =>
    [
        .. options.Outputs.Where(output => output.Kind is OutputKind.Image or OutputKind.Oci).Select(Of),
        .. options.CacheExports.Where(export => export.Compression is not null).Select(export => new AskedForm(export.Compression!, OfAllStages: export.OfAllStages)),
    ];
}
