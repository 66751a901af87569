using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;

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
        "type" => output with { Kind = Array.IndexOf(Kinds, value) is >= 0 and int kind ? (OutputKind)kind : throw UsageException.UnknownValue($"-o {text}", name, value, string.Join(", ", Kinds)) },
        "dest" => output with { Destination = value == "-" ? value : Path.GetFullPath(value) },
        "tar" => output with { AsArchive = CommaFields.IsSet(value) },
        "name" => output with { Names = [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(OptionNames.Image)] },
        "compression" => output with { Compression = CompressionFields.Kind(value, $"-o {text}") },
        "compression-level" => output with { CompressionLevel = CompressionFields.Level(value, $"-o {text}") },
        "force-compression" => output with { ForceCompression = CommaFields.IsSet(value) },
        "push" => output with { Push = CommaFields.IsSet(value) },
        "oci-mediatypes" or "rewrite-timestamp" or "store" or "unpack" => output,
        _ => throw new UsageException($"-o {text}: unknown field \"{name}\"", "known are type, dest, tar, name, compression, compression-level, force-compression, push"),
    };
}
