using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of <c>history</c> and <c>explain</c>.</summary>
internal sealed class HistorySettings
{
    /// <summary>All of them, sorted as the help shows them.</summary>
    public static IReadOnlyList<CommandOption<HistorySettings>> Options { get; } =
    [
        new("against", null, "BUILD", "explain: compare with this build", (s, v) => s.Against = v),
        new("all", 'a', null, "rm, export: all builds", (s, v) => s.All = v == "true"),
        new("file", 'f', "FILE", "import: the archive", (s, v) => s.File = v),
        new("format", null, "table|json", "how it is printed", (s, v) => s.Json = OptionValues.OneOf("format", v, "table", "json") == "json"),
        new("json", null, null, "as --format json", (s, v) => s.Json = v == "true"),
        new("output", 'o', "FILE", "export: the archive; - is standard output", (s, v) => s.Output = v),
        new("quiet", 'q', null, "print only names", (s, v) => s.Quiet = v == "true"),
        new("root", null, "DIR", "the state directory", (s, v) => s.Root = v),
        new("step", null, "NUMBER", "logs: only this step", (s, v) => s.Step = (int)Math.Clamp(OptionValues.Number("step", v), 0, int.MaxValue)),
    ];

    public string? Against { get; private set; }

    public bool All { get; private set; }

    public string? File { get; private set; }

    public bool Json { get; private set; }

    public string? Output { get; private set; }

    public bool Quiet { get; private set; }

    public string? Root { get; private set; }

    public int? Step { get; private set; }

    /// <summary>The words that are no options.</summary>
    public List<string> Words { get; private set; } = [];

    /// <summary>The state directory.</summary>
    public StateDirectory State => new(StateDirectories.Choose(Root));

    /// <summary>The records in it.</summary>
    public RecordStore Records => new(State);

    /// <summary>Reads the words after the command.</summary>
    public static HistorySettings Read(string[] arguments)
    {
        HistorySettings settings = new();
        settings.Words = ArgumentReader.Read(arguments, Options, settings);
        return settings;
    }
}
