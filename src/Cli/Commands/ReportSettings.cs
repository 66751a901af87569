using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary>What the options of <c>report</c> say.</summary>
internal sealed class ReportSettings
{
    /// <summary>The options.</summary>
    public static IReadOnlyList<CommandOption<ReportSettings>> Options { get; } =
    [
        new("format", null, "html|markdown|trace|otlp", "a page, Markdown for a CI summary, a Chrome trace, or OpenTelemetry spans", (s, v) => s.Format = OptionValues.OneOf("format", v, "html", "markdown", "trace", "otlp")),
        new("output", 'o', "FILE", "where it goes; - is standard output", (s, v) => s.Output = v),
        new("root", null, "DIR", "the state directory", (s, v) => s.StateDirectory = v),
    ];

    public string? StateDirectory { get; set; }

    public string Format { get; set; } = "html";

    public string Output { get; set; } = "-";
}
