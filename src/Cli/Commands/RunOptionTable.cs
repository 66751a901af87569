using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of <c>run</c>, in docker's spelling.</summary>
internal static class RunOptionTable
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CommandOption<RunSettings>> Options { get; } =
    [
        .. SandboxOptionTable.For<RunSettings>(),
        new("cap-add", null, "CAPABILITY", "give a capability beyond the default ones, or ALL", (s, v) => s.AddedCapabilities.AddRange(v.Split(','))),
        new("cap-drop", null, "CAPABILITY", "take a capability away, or ALL", (s, v) => s.DroppedCapabilities.AddRange(v.Split(','))),
        new("entrypoint", null, "COMMAND", "run this in place of the image's entrypoint; empty for none", (s, v) => s.Entrypoint = v.Length == 0 ? [] : [v]),
        new("env", 'e', "NAME[=VALUE]", "set a variable; without a value, from the environment", (s, v) => VariableOptions.Add(v, s.Environment)),
        new("env-file", null, "FILE", "read variables from lines of NAME[=VALUE]", (s, v) => VariableOptions.AddFile(v, s.Environment)),
        new("help", null, null, "show this", (s, v) => s.ShowHelp = v == "true"),
        new("hostname", 'h', "NAME", "the host name", (s, v) => s.HostName = v),
        new("insecure-registry", null, "HOST", "speak plain http to this registry", (s, v) => s.InsecureRegistries.Add(v)),
        new("interactive", 'i', null, "hand standard input to the command", (s, v) => s.Interactive = v == "true"),
        new("mount", null, "type=…,dst=…", "mount a bind, tmpfs or volume: src=, dst=, readonly, tmpfs-size=, tmpfs-mode=", (s, v) => VolumeOptions.AddMount(v, s)),
        new("pull", null, "always|missing|never", "when to look the image up in its registry; alone it means always", (s, v) => s.Pull = OptionValues.Pull(v)) { ValueIsOptional = true },
        new("read-only", null, null, "the root file system can't be written", (s, v) => s.ReadOnly = v == "true"),
        new("rm", null, null, "accepted for docker run; nothing is kept anyway", (_, _) => { }),
        new("security-opt", null, "OPTION", "no-new-privileges, seccomp=unconfined or seccomp=FILE", SecurityOptions.Apply),
        new("stats", null, null, "print what the command used when it has ended", (s, v) => s.ShowUsage = v == "true"),
        new("tmpfs", null, "PATH[:OPTIONS]", "mount a file system in memory: size=, mode=, exec, ro", (s, v) => s.Tmpfs.Add(VolumeOptions.Tmpfs(v))),
        new("tty", 't', null, "give the command a terminal", (s, v) => s.Terminal = v == "true"),
        new("user", 'u', "USER[:GROUP]", "who the command runs as", (s, v) => s.User = v),
        new("volume", 'v', "HOST:PATH[:ro]", "show a file or directory of the host", (s, v) => s.Volumes.Add(VolumeOptions.Volume(v))),
        new("workdir", 'w', "DIR", "where the command starts", (s, v) => s.WorkingDirectory = v),
    ];
}
