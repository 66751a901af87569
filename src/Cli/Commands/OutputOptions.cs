using System.Globalization;

using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads the value of <c>-o</c>.</summary>
internal static class OutputOptions
{
    private static readonly string[] Kinds = ["image", "oci", "docker", "tar", "local"];

    /// <summary>The output that a text such as <c>type=oci,dest=app.tar</c> asks for; a bare path is a local directory, <c>-</c> a tar on standard output.</summary>
    public static OutputOption Parse(string text)
    {
        if (text == "-")
        {
            return new OutputOption(OutputKind.Tar, "-");
        }

        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return new OutputOption(OutputKind.Local, Path.GetFullPath(text));
        }

        OutputOption output = new(OutputKind.Image);
        foreach ((string name, string value) in CommaFields.Read(text))
        {
            output = Apply(output, name, value, text);
        }

        bool needsDestination = output.Kind is not (OutputKind.Image or OutputKind.Docker);
        return needsDestination && output.Destination is null
            ? throw new UsageException($"-o {text}: dest is missing", "write dest=FILE, or dest=- for standard output")
            : output;
    }

    private static OutputOption Apply(OutputOption output, string name, string value, string text) => name switch
    {
        "type" when value == "registry" => output with { Kind = OutputKind.Image, Push = true },
        "type" => output with { Kind = Array.IndexOf(Kinds, value) is >= 0 and int kind ? (OutputKind)kind : throw Unknown("type", value, text, string.Join(", ", Kinds)) },
        "dest" => output with { Destination = value == "-" ? value : Path.GetFullPath(value) },
        "tar" => output with { AsArchive = Flag(value) },
        "name" => output with { Names = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(OptionNames.Image)] },
        "compression" => output with { Compression = Compression(value, text) },
        "compression-level" => output with { CompressionLevel = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int level) ? level : throw Unknown(name, value, text, "a number") },
        "force-compression" => output with { ForceCompression = Flag(value) },
        "push" => output with { Push = Flag(value) },
        "oci-mediatypes" or "rewrite-timestamp" or "store" or "unpack" => output,
        _ => throw new UsageException($"-o {text}: unknown field \"{name}\"", "known are type, dest, tar, name, compression, compression-level, force-compression, push"),
    };

    private static bool Flag(string value) => value is "" or "true" or "1";

    private static CompressionKind Compression(string value, string text) => value switch
    {
        "gzip" => CompressionKind.Gzip,
        "zstd" => CompressionKind.Zstd,
        "uncompressed" or "none" => CompressionKind.Uncompressed,
        _ => throw Unknown("compression", value, text, "gzip, zstd, uncompressed"),
    };

    private static UsageException Unknown(string field, string value, string text, string known) =>
        new($"-o {text}: {field} \"{value}\" is not known", $"write one of {known}");
}
