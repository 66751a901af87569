using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Screen;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of <c>build</c>, in buildx' spelling.</summary>
internal static class BuildOptionTable
{
    /// <summary>All of them, sorted as the help shows them.</summary>
    public static IReadOnlyList<CommandOption<BuildSettings>> Options { get; } =
    [
        new("add-host", null, "HOST:IP", "add a line to /etc/hosts of RUN steps", (s, v) => s.ExtraHosts.Add(OptionValues.Host(v))),
        new("allow", null, "ENTITLEMENT", "allow network.host or security.insecure in RUN", (s, v) => s.Allowed.AddRange(v.Split(','))),
        new("build-arg", null, "NAME[=VALUE]", "set an ARG; without a value, from the environment", (s, v) => OptionValues.Argument(v, s.BuildArguments)),
        new("build-arg-file", null, "FILE", "read lines of NAME=VALUE", (s, v) => OptionValues.ArgumentFile(v, s.BuildArguments)),
        new("build-context", null, "NAME=SOURCE", "a directory, oci-layout://DIR[:TAG], docker-image://REF or URL for COPY --from and FROM", (s, v) => OptionValues.Pair("build-context", v, s.NamedContexts)),
        new("call", null, "METHOD", "build, check, outline, targets or describe [,format=json]", (s, v) => s.Call = v),
        new("cgroup-parent", null, "CGROUP", "the cgroup below which steps run", (s, v) => s.Limits = s.Limits with { CgroupParent = v }),
        new("check", null, null, "check the Dockerfile instead of building, as --call=check", (s, v) => s.Call = v == "true" ? "check" : s.Call),
        new("context-modes", null, "keep|git", "git: modes of context files become 0644 or 0755", (s, v) => s.GitContextModes = OptionValues.OneOf("context-modes", v, "keep", "git") == "git"),
        new("cpu-period", null, "MICROSECONDS", "the CFS period", (s, v) => s.Limits = s.Limits with { CpuPeriodInMicroseconds = OptionValues.Number("cpu-period", v) }),
        new("cpu-quota", null, "MICROSECONDS", "CPU time in each period", (s, v) => s.Limits = s.Limits with { CpuQuotaInMicroseconds = OptionValues.Number("cpu-quota", v) }),
        new("cpu-shares", 'c', "WEIGHT", "the relative weight of CPU time", (s, v) => s.Limits = s.Limits with { CpuShares = OptionValues.Number("cpu-shares", v) }),
        new("cpus", null, "NUMBER", "how many CPUs a step may use", (s, v) => s.Limits = s.Limits with { CpuQuotaInMicroseconds = (long)(OptionValues.Fraction("cpus", v) * s.Limits.CpuPeriodInMicroseconds) }),
        new("cpuset-cpus", null, "LIST", "the CPUs that a step may use, for example 0-1", (s, v) => s.Limits = s.Limits with { CpusetCpus = v }),
        new("cpuset-mems", null, "LIST", "the memory nodes that a step may use", (s, v) => s.Limits = s.Limits with { CpusetMems = v }),
        new("file", 'f', "FILE", "the Dockerfile; - is standard input", (s, v) => s.DockerfilePath = v),
        new("iidfile", null, "FILE", "write the image ID to a file", (s, v) => s.ImageIdFile = v),
        new("insecure-registry", null, "HOST", "speak plain http to this registry", (s, v) => s.InsecureRegistries.Add(v)),
        new("jobs", null, "NUMBER", "how many steps run at once", (s, v) => s.Jobs = (int)Math.Clamp(OptionValues.Number("jobs", v), 1, 1024)),
        new("label", null, "NAME=VALUE", "put a label on the image", (s, v) => s.Labels.Add(OptionValues.Pair("label", v))),
        new("load", null, null, "load the image into docker", (s, v) => s.Load = v == "true"),
        new("memory", 'm', "SIZE", "the memory limit of a step", (s, v) => s.Limits = s.Limits with { MemoryInBytes = SizeText.Parse(v, "--memory") }),
        new("memory-swap", null, "SIZE", "the limit of memory and swap together; -1 is none", (s, v) => s.Limits = s.Limits with { MemorySwapInBytes = SizeText.Parse(v, "--memory-swap") }),
        new("metadata-file", null, "FILE", "write digests and names as JSON", (s, v) => s.MetadataFile = v),
        new("network", null, "MODE", "the network of RUN: default, none or host", (s, v) => s.Network = OptionValues.Network(v)) { Aliases = ["net"] },
        new("no-cache", null, null, "run every step again", (s, v) => s.NoCache = v == "true"),
        new("no-cache-filter", null, "STAGE", "run the steps of a stage again", (s, v) => s.NoCacheStages.AddRange(v.Split(','))),
        new("output", 'o', "type=…,dest=…", "where the result goes: image, oci, docker, tar or local", (s, v) => s.Outputs.Add(OutputOptions.Parse(v))),
        new("pids-limit", null, "NUMBER", "how many processes a step may have", (s, v) => s.Limits = s.Limits with { PidsLimit = OptionValues.Number("pids-limit", v) }),
        new("platform", null, "OS/ARCH", "the platform of the image", (s, v) => s.Platform = v),
        new("progress", null, "MODE", "auto, plain, tty, rawjson or quiet", (s, v) => s.Progress = OptionValues.OneOf("progress", v, [.. ProgressTable.Modes])),
        new("pull", null, "always|missing|never", "when to look bases up again; alone it means always", (s, v) => s.Pull = OptionValues.Pull(v)) { ValueIsOptional = true },
        new("push", null, null, "push the image to its registry", (s, v) => s.Push = v == "true"),
        new("quiet", 'q', null, "print only the image ID", (s, v) => s.Quiet = v == "true"),
        new("reproducible", null, null, "clamp times to git HEAD's, so that the digest is the same anywhere", (s, v) => s.Reproducible = v == "true"),
        new("root", null, "DIR", "the state directory", (s, v) => s.StateDirectory = v),
        new("secret", null, "id=ID[,src=FILE|,env=VAR]", "a secret for RUN --mount=type=secret", (s, v) => OptionValues.Secret(v, s.Secrets)),
        new("shm-size", null, "SIZE", "the size of /dev/shm", (s, v) => s.ShmSizeInBytes = SizeText.Parse(v, "--shm-size")),
        new("ssh", null, "default|ID[=SOCKET]", "an agent for RUN --mount=type=ssh", (s, v) => OptionValues.Ssh(v, s.SshSockets)),
        new("tag", 't', "NAME[:TAG]", "name the image", (s, v) => s.Tags.Add(v)),
        new("target", null, "STAGE", "build this stage, by name or number", (s, v) => s.Target = v),
        new("timestamp", null, "SECONDS|git|context", "clamp times to this one", (s, v) => s.Timestamp = v),
        new("ulimit", null, "NAME=SOFT[:HARD]", "a limit of processes, for example nofile=1024:2048", (s, v) => s.Rlimits.Add(OptionValues.Ulimit(v))),
        new("rm", null, null, "accepted for docker build; nothing is left anyway", (_, _) => { }),
        new("force-rm", null, null, "accepted for docker build; nothing is left anyway", (_, _) => { }),
    ];
}
