using System.Collections.Immutable;

using Sharpbuild.Builder.Pruning;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of <c>du</c> and <c>prune</c>, in buildx' spelling.</summary>
internal sealed class PruneSettings
{
    private const string FilterForm = "write type=regular, until=48h or id=DIGEST";

    /// <summary>All of them, sorted as the help shows them.</summary>
    public static IReadOnlyList<CommandOption<PruneSettings>> Options { get; } =
    [
        new("all", 'a', null, "prune: all that no named image needs", (s, v) => s.All = v == "true"),
        new("filter", null, "type=TYPE|until=AGE|id=ID", "only entries of a type, not used for so long, or of a name", (s, v) => s.Filter = AddFilter(s.Filter, v)),
        new("force", 'f', null, "accepted for docker; nothing is asked", (_, _) => { }),
        new("format", null, "table|json", "how it is printed", (s, v) => s.Json = OptionValues.OneOf("format", v, "table", "json") == "json"),
        new("max-used-space", null, "SIZE", "prune: until the store takes no more than this", (s, v) => s.MaxUsedSpace = DecimalSize.Parse(v, "--max-used-space")),
        new("min-free-space", null, "SIZE", "prune: until so much is free on the file system", (s, v) => s.MinFreeSpace = DecimalSize.Parse(v, "--min-free-space")),
        new("reserved-space", null, "SIZE", "prune: what the store may keep in any case", (s, v) => s.ReservedSpace = DecimalSize.Parse(v, "--reserved-space")) { Aliases = ["keep-storage"] },
        new("root", null, "DIR", "the state directory", (s, v) => s.Root = v),
        new("verbose", null, null, "list every entry", (s, v) => s.Verbose = v == "true"),
    ];

    public bool All { get; private set; }

    public PruneFilter Filter { get; private set; } = PruneFilter.All;

    public bool Json { get; private set; }

    public long? MaxUsedSpace { get; private set; }

    public long? MinFreeSpace { get; private set; }

    public long? ReservedSpace { get; private set; }

    public string? Root { get; private set; }

    public bool Verbose { get; private set; }

    /// <summary>The state directory.</summary>
    public StateDirectory State => new(StateDirectories.Choose(Root));

    /// <summary>Reads the words after the command.</summary>
    public static PruneSettings Read(string[] arguments, string command)
    {
        PruneSettings settings = new();
        List<string> words = ArgumentReader.Read(arguments, Options, settings);
        return words.Count == 0 ? settings : throw new UsageException($"{command} takes no \"{words[0]}\"", $"see sharpbuild help {command}");
    }

    /// <summary>Opens the image store.</summary>
    public ImageStore OpenStore()
    {
        StateDirectory state = State;
        state.Create();
        return new ImageStore(new ContentStore(state.Images, state.Temporary));
    }

    private static PruneFilter AddFilter(PruneFilter filter, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string value = equals < 0 ? "" : text[(equals + 1)..];
        return (equals < 0 ? text : text[..equals]) switch
        {
            "type" when StoreEntryType.All.Contains(value) => filter with { Types = filter.Types.Add(value) },
            "type" => throw new UsageException($"--filter: \"{value}\" is no type", $"write one of {string.Join(", ", StoreEntryType.All)}"),
            "until" or "unused-for" when GoDuration.TryParse(value, out TimeSpan age) => filter with { UnusedFor = age },
            "id" when value.Length > 0 => filter with { Ids = filter.Ids.Add(value) },
            _ => throw new UsageException($"--filter: \"{text}\" is no filter", FilterForm),
        };
    }
}
