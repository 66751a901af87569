using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of the commands that look at the store.</summary>
internal sealed class StoreSettings
{
    /// <summary>The options that all of them have.</summary>
    public static IReadOnlyList<CommandOption<StoreSettings>> Options { get; } =
    [
        new("force", 'f', null, "accepted for docker; nothing is asked", (_, _) => { }),
        new("format", null, "table|json", "how it is printed", (s, v) => s.Json = OptionValues.OneOf("format", v, "table", "json") == "json"),
        new("quiet", 'q', null, "print only IDs", (s, v) => s.Quiet = v == "true"),
        new("root", null, "DIR", "the state directory", (s, v) => s.Root = v),
    ];

    public bool Json { get; private set; }

    public bool Quiet { get; private set; }

    public string? Root { get; private set; }

    /// <summary>The words that are no options.</summary>
    public List<string> Words { get; private set; } = [];

    /// <summary>The state directory.</summary>
    public StateDirectory State => new(StateDirectories.Choose(Root));

    /// <summary>Reads the words after the command.</summary>
    public static StoreSettings Read(string[] arguments)
    {
        StoreSettings settings = new();
        settings.Words = ArgumentReader.Read(arguments, Options, settings);
        return settings;
    }

    /// <summary>Opens the image store.</summary>
    public ImageStore OpenStore()
    {
        StateDirectory state = State;
        state.Create();
        return new ImageStore(new ContentStore(state.Images, state.Temporary));
    }
}
