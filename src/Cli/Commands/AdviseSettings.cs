using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of <c>advise</c>.</summary>
internal sealed class AdviseSettings
{
    private const int DefaultLast = 20;
    private const int MostLast = 1000;

    /// <summary>All of them, as the help shows them.</summary>
    public static IReadOnlyList<CommandOption<AdviseSettings>> Options { get; } =
    [
        new("json", null, null, "print JSON", (s, v) => s.Json = v == "true"),
        new("last", null, "NUMBER", "how many builds are looked at, 20 unless told", (s, v) => s.Last = (int)Math.Clamp(OptionValues.Number("last", v), 1, MostLast)),
        new("root", null, "DIR", "the state directory", (s, v) => s.Root = v),
        new("secret", null, "id=ID[,src=FILE|,env=VAR]", "a secret that the recorded builds used, for --verify", (s, v) => OptionValues.Secret(v, s.Secrets)),
        new("verify", null, null, "build the series again as it is and as advised, and print what that took", (s, v) => s.Verify = v == "true"),
        new("write", null, "FILE", "print a patch, or write it to a file", (s, v) => (s.Write, s.PatchFile) = (v != "false", v is "true" or "false" ? null : v)) { ValueIsOptional = true },
    ];

    public bool Json { get; private set; }

    public int Last { get; private set; } = DefaultLast;

    public string? Root { get; private set; }

    /// <summary>The secrets by id.</summary>
    public Dictionary<string, SecretOption> Secrets { get; } = new(StringComparer.Ordinal);

    public bool Verify { get; private set; }

    public bool Write { get; private set; }

    /// <summary>Where the patch goes; null for standard output.</summary>
    public string? PatchFile { get; private set; }

    /// <summary>The state directory.</summary>
    public StateDirectory State => new(StateDirectories.Choose(Root));

    /// <summary>The words that are no options.</summary>
    public List<string> Words { get; private set; } = [];

    /// <summary>Reads the words after the command.</summary>
    public static AdviseSettings Read(string[] arguments)
    {
        AdviseSettings settings = new();
        settings.Words = ArgumentReader.Read(arguments, Options, settings);
        return settings.Words.Count <= 1 ? settings : throw new UsageException("advise takes one build", "write sharpbuild advise [OPTIONS] [BUILD]");
    }
}
