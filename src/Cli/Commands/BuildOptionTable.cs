using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Input;
using Sharpbuild.Cli.Screen;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of <c>build</c>, in buildx' spelling.</summary>
internal static class BuildOptionTable
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CommandOption<BuildSettings>> Options { get; } =
    [
        .. SandboxOptionTable.For<BuildSettings>(),
        new("allow", null, "ENTITLEMENT", "allow network.host or security.insecure in RUN", (s, v) => s.Allowed.AddRange(v.Split(','))),
        new("build-arg", null, "NAME[=VALUE]", "set an ARG; without a value, from the environment", (s, v) => OptionValues.Argument(v, s.BuildArguments)),
        new("build-arg-file", null, "FILE", "read lines of NAME=VALUE", (s, v) => OptionValues.ArgumentFile(v, s.BuildArguments)),
        new("build-context", null, "NAME=SOURCE", "a directory, oci-layout://DIR[:TAG], docker-image://REF, git or http URL for COPY --from and FROM", (s, v) => OptionValues.Pair("build-context", v, s.NamedContexts)),
        new("cache-from", null, "REF|type=…", "ask a cache that another build wrote: a name in a registry, or type=local,src=DIR", (s, v) => s.CacheImports.AddRange(CacheOptions.Imports(v, s.InsecureRegistries))),
        new("cache-to", null, "REF|type=…", "keep the steps for other machines: type=registry,ref=REF, type=local,dest=DIR or type=inline; mode=max for all stages", (s, v) => s.CacheExports.Add(CacheOptions.Export(v, s.InsecureRegistries))),
        new("call", null, "METHOD", "build, check, outline, targets or describe [,format=json]", (s, v) => s.Call = v),
        new("check", null, null, "check the Dockerfile instead of building, as --call=check", (s, v) => s.Call = v == "true" ? "check" : s.Call),
        new("context-modes", null, "keep|git", "git: modes of context files become 0644 or 0755", (s, v) => s.GitContextModes = OptionValues.OneOf("context-modes", v, "keep", "git") == "git"),
        new("explain", null, null, "say at the end why each step was cached or not", (s, v) => s.Explain = v == "true"),
        new("file", 'f', "FILE", "the Dockerfile: a path, a URL, or - for standard input", (s, v) => s.DockerfilePath = v),
        new("history-limit", null, "NUMBER", "how many records of builds are kept; 0 for none", (s, v) => s.HistoryLimit = (int)Math.Clamp(OptionValues.Number("history-limit", v), 0, 100_000)),
        new("iidfile", null, "FILE", "write the image ID to a file", (s, v) => s.ImageIdFile = v),
        new("insecure-registry", null, "HOST", "speak plain http to this registry", (s, v) => s.InsecureRegistries.Add(v)),
        new("jobs", null, "NUMBER", "how many steps run at once; twice the processors, at least 8", (s, v) => s.Jobs = (int)Math.Clamp(OptionValues.Number("jobs", v), 1, 1024)),
        new("label", null, "NAME=VALUE", "put a label on the image", (s, v) => s.Labels.Add(OptionValues.Pair("label", v))),
        new("load", null, null, "load the image into docker", (s, v) => s.Load = v == "true"),
        new("max-used-space", null, "SIZE", "what the store may take after the build; the least recently used goes first", (s, v) => s.MaxUsedSpaceInBytes = DecimalSize.Parse(v, "--max-used-space")),
        new("metadata-file", null, "FILE", "write digests and names as JSON", (s, v) => s.MetadataFile = v),
        new("no-cache", null, null, "run every step again", (s, v) => s.NoCache = v == "true"),
        new("no-cache-filter", null, "STAGE", "run the steps of a stage again", (s, v) => s.NoCacheStages.AddRange(v.Split(','))),
        new("on-error", null, "stop|shell", "shell: open a shell where a RUN failed, on a terminal", (s, v) => s.ShellOnError = OptionValues.OneOf("on-error", v, "stop", "shell") == "shell"),
        new("output", 'o', "type=…,dest=…", "where the result goes: image, oci, docker, tar or local", (s, v) => s.Outputs.Add(OutputOptions.Parse(v))),
        new("platform", null, "OS/ARCH", "the platform of the image", (s, v) => s.Platform = v),
        new("progress", null, "MODE", "auto, plain, tty, rawjson or quiet", (s, v) => s.Progress = OptionValues.OneOf("progress", v, [.. ProgressTable.Modes])),
        new("pull", null, "always|missing|never", "when to look bases up again; alone it means always", (s, v) => s.Pull = OptionValues.Pull(v)) { ValueIsOptional = true },
        new("push", null, null, "push the image to its registry", (s, v) => s.Push = v == "true"),
        new("quiet", 'q', null, "print only the image ID", (s, v) => s.Quiet = v == "true"),
        new("reproducible", null, null, "clamp times to git HEAD's, so that the digest is the same anywhere", (s, v) => s.Reproducible = v == "true"),
        new("secret", null, "id=ID[,src=FILE|,env=VAR]", "a secret for RUN --mount=type=secret", (s, v) => OptionValues.Secret(v, s.Secrets)),
        new("secret-scan", null, "error|warn|off", "what to do when a secret turns up in a layer, the config or the history", (s, v) => s.SecretScan = OptionValues.SecretScan(v)),
        new("ssh", null, "default|ID[=SOCKET|KEY,…]", "an agent, or keys, for RUN --mount=type=ssh and git over ssh", (s, v) => SshOptions.Read(v, s.SshAgents)),
        new("tag", 't', "NAME[:TAG]", "name the image", (s, v) => s.Tags.Add(v)),
        new("target", null, "STAGE", "build this stage, by name or number", (s, v) => s.Target = v),
        new("timestamp", null, "SECONDS|git|context", "clamp times to this one", (s, v) => s.Timestamp = v),
        new("rm", null, null, "accepted for docker build; nothing is left anyway", (_, _) => { }),
        new("force-rm", null, null, "accepted for docker build; nothing is left anyway", (_, _) => { }),
    ];
}
