using Sharpbuild.Builder.Containers;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads <c>--volume</c>, <c>--mount</c> and <c>--tmpfs</c>.</summary>
internal static class VolumeOptions
{
    /// <summary>Reads <c>HOST:PATH[:OPTIONS]</c>, or <c>PATH</c> for a fresh directory.</summary>
    public static HostMount Volume(string text)
    {
        string[] parts = text.Split(':');
        (string? host, string target, string options) = parts switch
        {
            [string path] => (null, path, ""),
            [string path, string options1] when options1.Length > 0 && options1[0] != '/' => (null, path, options1),
            [string source, string path] => (source, path, ""),
            [string source, string path, string options2] => (source, path, options2),
            _ => throw Wrong(text),
        };
        if (host is not null && (host.Length == 0 || !(host[0] is '/' or '.' or '~')))
        {
            throw new UsageException($"--volume: \"{host}\" is no path, and there are no named volumes", "write /HOST/PATH:/PATH or ./PATH:/PATH");
        }

        return target.StartsWith('/') ? new HostMount(host is null ? null : Path.GetFullPath(host), target, IsReadOnly(options, text)) : throw Wrong(text);
    }

    /// <summary>Reads <c>PATH[:OPTIONS]</c>.</summary>
    public static TmpfsMount Tmpfs(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        TmpfsMount mount = new(colon < 0 ? text : text[..colon]) { NoExec = true };
        foreach (string option in colon < 0 ? [] : text[(colon + 1)..].Split(','))
        {
            string[] pair = option.Split('=', 2);
            mount = pair[0] switch
            {
                "size" when pair.Length == 2 => mount with { SizeInBytes = SizeText.Parse(pair[1], "--tmpfs") },
                "mode" when pair.Length == 2 => mount with { Mode = Mode("tmpfs", pair[1]) },
                "exec" => mount with { NoExec = false },
                "ro" => mount with { ReadOnly = true },
                "rw" or "noexec" or "nosuid" or "nodev" => mount,
                _ => throw new UsageException($"--tmpfs: \"{option}\" is not known", "write size=64m, mode=1777, exec or ro"),
            };
        }

        return mount.Target.StartsWith('/') ? mount : throw new UsageException($"--tmpfs: \"{text}\" is not an absolute path");
    }

    /// <summary>Reads <c>type=bind,src=…,dst=…</c>.</summary>
    public static void AddMount(string text, RunSettings settings)
    {
        string type = "volume";
        string? source = null;
        string target = "";
        bool readOnly = false;
        TmpfsMount memory = new("") { NoExec = true };
        foreach ((string name, string value) in CommaFields.Read(text))
        {
            switch (name)
            {
                case "type":
                    type = OptionValues.OneOf("mount type", value, "bind", "tmpfs", "volume");
                    break;
                case "src" or "source":
                    source = value;
                    break;
                case "dst" or "destination" or "target":
                    target = value;
                    break;
                case "readonly" or "ro":
                    readOnly = CommaFields.IsSet(value);
                    break;
                case "tmpfs-size":
                    memory = memory with { SizeInBytes = SizeText.Parse(value, "--mount tmpfs-size") };
                    break;
                case "tmpfs-mode":
                    memory = memory with { Mode = Mode("mount", value) };
                    break;
                default:
                    throw new UsageException($"--mount: \"{name}\" is not known", "write type=bind,src=PATH,dst=PATH[,readonly] or type=tmpfs,dst=PATH[,tmpfs-size=64m]");
            }
        }

        Add(text, settings, type, source, memory with { Target = target, ReadOnly = readOnly });
    }

    private static void Add(string text, RunSettings settings, string type, string? source, TmpfsMount mount)
    {
        if (!mount.Target.StartsWith('/') || (type == "bind") != (source is not null))
        {
            throw new UsageException($"--mount: \"{text}\" is not complete", "write type=bind,src=PATH,dst=PATH[,readonly] or type=tmpfs,dst=PATH[,tmpfs-size=64m]");
        }

        if (type == "tmpfs")
        {
            settings.Tmpfs.Add(mount);
        }
        else
        {
            settings.Volumes.Add(new HostMount(source is null ? null : Path.GetFullPath(source), mount.Target, mount.ReadOnly));
        }
    }

    private static bool IsReadOnly(string options, string text)
    {
        bool readOnly = false;
        foreach (string option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // Labels and copies are matters of other engines; every volume is private here.
            readOnly = option switch
            {
                "ro" => true,
                "rw" or "z" or "Z" or "nocopy" or "private" or "rprivate" or "delegated" or "cached" or "consistent" => readOnly,
                _ => throw new UsageException($"--volume: the option \"{option}\" of \"{text}\" is not known", "write ro or rw"),
            };
        }

        return readOnly;
    }

    private static int Mode(string option, string text)
    {
        int mode = 0;
        foreach (char digit in text)
        {
            mode = digit is >= '0' and <= '7' && mode < 0x1000 ? (mode * 8) + digit - '0' : throw new UsageException($"--{option}: \"{text}\" is not an octal mode");
        }

        return mode;
    }

    private static UsageException Wrong(string text) => new($"--volume: \"{text}\" is not HOST:PATH[:ro]", "write for example --volume ./data:/data:ro");
}
