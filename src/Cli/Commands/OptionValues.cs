using System.Globalization;

using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads the values of options.</summary>
internal static class OptionValues
{
    public static long Number(string option, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new UsageException($"--{option}: \"{text}\" is not a number");

    public static double Fraction(string option, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number > 0
            ? number
            : throw new UsageException($"--{option}: \"{text}\" is not a positive number");

    public static string OneOf(string option, string text, params ReadOnlySpan<string> allowed) =>
        allowed.Contains(text) ? text : throw new UsageException($"--{option}: \"{text}\" is not known", $"write one of {string.Join(", ", allowed)}");

    public static KeyValuePair<string, string> Pair(string option, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 || (equals < 0 && option == "label")
            ? new(equals < 0 ? text : text[..equals], equals < 0 ? "" : text[(equals + 1)..])
            : throw new UsageException($"--{option}: \"{text}\" has no name and value", $"write --{option} NAME=VALUE");
    }

    public static void Pair(string option, string text, Dictionary<string, string> values)
    {
        KeyValuePair<string, string> pair = Pair(option, text);
        values[pair.Key] = pair.Value;
    }

    public static void Argument(string text, Dictionary<string, string> arguments)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        if (name.Length == 0)
        {
            throw new UsageException($"--build-arg: \"{text}\" has no name", "write --build-arg NAME=VALUE");
        }

        string? value = equals < 0 ? Environment.GetEnvironmentVariable(name) : text[(equals + 1)..];
        if (value is not null)
        {
            arguments[name] = value;
        }
    }

    public static void ArgumentFile(string hostPath, Dictionary<string, string> arguments)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(hostPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--build-arg-file: {failure.Message}");
        }

        foreach (string line in lines)
        {
            string trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed[0] != '#')
            {
                Argument(trimmed, arguments);
            }
        }
    }

    public static HostEntry Host(string text)
    {
        int separator = text.IndexOfAny(['=', ':']);
        return separator > 0 && separator < text.Length - 1
            ? new HostEntry(text[(separator + 1)..].Trim('[', ']'), text[..separator])
            : throw new UsageException($"--add-host: \"{text}\" is not HOST:IP", "write --add-host db:10.0.0.5");
    }

    public static NetworkMode Network(string text) => text switch
    {
        "default" or "bridge" => NetworkMode.Sandbox,
        "none" => NetworkMode.None,
        "host" => NetworkMode.Host,
        _ => throw new UsageException($"--network: \"{text}\" is not known", "write default, none or host"),
    };

    public static PullPolicy Pull(string text) => text switch
    {
        "true" or "always" => PullPolicy.Always,
        "false" or "missing" => PullPolicy.Missing,
        "never" => PullPolicy.Never,
        _ => throw new UsageException($"--pull: \"{text}\" is not known", "write always, missing or never"),
    };

    public static void Secret(string text, Dictionary<string, SecretOption> secrets)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach ((string name, string value) in CommaFields.Read(text))
        {
            fields[name is "source" ? "src" : name] = value;
        }

        string? path = fields.GetValueOrDefault("src");
        string? variable = fields.GetValueOrDefault("env");
        string? type = fields.GetValueOrDefault("type");
        string id = fields.GetValueOrDefault("id") ?? (path is null ? variable : Path.GetFileName(path))
            ?? throw new UsageException($"--secret: \"{text}\" has no id", "write --secret id=NAME,src=FILE or id=NAME,env=VARIABLE");
        if (path is null && variable is null)
        {
            bool isVariable = type == "env" || (type != "file" && Environment.GetEnvironmentVariable(id) is not null);
            (path, variable) = isVariable ? (null, id) : (id, variable);
        }
        else if (type == "env" && variable is null)
        {
            (path, variable) = (null, path);
        }

        if (path is not null && !File.Exists(path))
        {
            throw new UsageException($"--secret: \"{path}\" does not exist");
        }

        secrets[id] = new SecretOption(id, path is null ? null : Path.GetFullPath(path), variable);
    }

    public static SecretScanMode SecretScan(string text) => OneOf("secret-scan", text, "error", "warn", "off") switch
    {
        "error" => SecretScanMode.Error,
        "warn" => SecretScanMode.Warn,
        _ => SecretScanMode.Off,
    };

    public static Rlimit Ulimit(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] limits = equals < 0 ? [] : text[(equals + 1)..].Split(':');
        if (limits.Length is not (1 or 2) || !Enum.TryParse(text[..equals], ignoreCase: true, out RlimitResource resource))
        {
            throw new UsageException($"--ulimit: \"{text}\" is not NAME=SOFT[:HARD]", "write for example --ulimit nofile=1024:2048");
        }

        ulong soft = Limit(limits[0], text);
        return new Rlimit(resource, soft, limits.Length == 2 ? Limit(limits[1], text) : soft);
    }

    private static ulong Limit(string number, string text) => number == "-1" ? Rlimit.Unlimited
        : ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong limit) ? limit
        : throw new UsageException($"--ulimit: \"{text}\" is not NAME=SOFT[:HARD]", "write for example --ulimit nofile=1024:2048");
}
