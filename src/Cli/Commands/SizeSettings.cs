using System.Globalization;

using Sharpbuild.Cli.Arguments;
using Sharpbuild.Insight.Sizes;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of <c>size</c>.</summary>
internal sealed class SizeSettings
{
    private const string Form = "write size=200MB, waste=10% or waste=5MB, separated by commas";

    /// <summary>All of them, sorted as the help shows them.</summary>
    public static IReadOnlyList<CommandOption<SizeSettings>> Options { get; } =
    [
        new("fail-over", null, "size=SIZE,waste=PERCENT", "exit with 3 when the image is over this budget", (s, v) => s.Budget = ParseBudget(v)),
        new("format", null, "table|json", "how it is printed", (s, v) => s.Json = OptionValues.OneOf("format", v, "table", "json") == "json"),
        new("insecure-registry", null, "HOST", "speak plain http to this registry", (s, v) => s.InsecureRegistries.Add(v)),
        new("platform", null, "OS/ARCH", "the platform of the image", (s, v) => s.Platform = ParsePlatform(v)),
        new("root", null, "DIR", "the state directory", (s, v) => s.Root = v),
    ];

    public SizeBudget Budget { get; private set; } = new();

    public bool Json { get; private set; }

    public List<string> InsecureRegistries { get; } = [];

    public Platform? Platform { get; private set; }

    public string? Root { get; private set; }

    /// <summary>The words that are no options.</summary>
    public List<string> Words { get; private set; } = [];

    /// <summary>Reads the words after the command.</summary>
    public static SizeSettings Read(string[] arguments)
    {
        SizeSettings settings = new();
        settings.Words = ArgumentReader.Read(arguments, Options, settings);
        return settings;
    }

    private static SizeBudget ParseBudget(string text)
    {
        SizeBudget budget = new();
        foreach (string field in text.Split(','))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            string value = equals < 0 ? "" : field[(equals + 1)..];
            budget = (equals < 0 ? field : field[..equals]) switch
            {
                "size" => budget with { SizeInBytes = DecimalSize.Parse(value, "--fail-over size") },
                "waste" when value.EndsWith('%') => budget with { WastedPercent = ParsePercent(value[..^1]) },
                "waste" => budget with { WastedBytes = DecimalSize.Parse(value, "--fail-over waste") },
                _ => throw new UsageException($"--fail-over: \"{field}\" is no limit", Form),
            };
        }

        return budget;
    }

    private static double ParsePercent(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent <= 100
            ? percent
            : throw new UsageException($"--fail-over: \"{text}%\" is no share", Form);

    private static Platform ParsePlatform(string text) => Oci.Model.Platform.TryParse(text, out Platform? platform) ? platform
        : throw new UsageException($"--platform: \"{text}\" is not a platform", "write os/architecture[/variant], for example linux/arm64");
}
