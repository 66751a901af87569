using System.Globalization;

using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads the fields <c>compression=</c> and <c>compression-level=</c>.</summary>
internal static class CompressionFields
{
    /// <summary>The format.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="option">The option with its value, for messages.</param>
    public static CompressionKind Kind(string value, string option) => value switch
    {
        "gzip" => CompressionKind.Gzip,
        "zstd" => CompressionKind.Zstd,
        "uncompressed" or "none" => CompressionKind.Uncompressed,
        _ => throw UsageException.UnknownValue(option, "compression", value, "gzip, zstd, uncompressed"),
    };

    /// <summary>The level.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="option">The option with its value, for messages.</param>
    public static int Level(string value, string option) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int level)
        ? level
        : throw UsageException.UnknownValue(option, "compression-level", value, "a number");
}
