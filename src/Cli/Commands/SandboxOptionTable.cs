using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Input;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary>The options of every command that runs something in the sandbox.</summary>
internal static class SandboxOptionTable
{
    private static readonly CommandOption<SandboxSettings>[] All =
    [
        new("add-host", null, "HOST:IP", "add a line to /etc/hosts of the command", (s, v) => s.ExtraHosts.Add(OptionValues.Host(v))),
        new("blkio-weight", null, "WEIGHT", "the relative weight of block input and output, 10 to 1000", (s, v) => s.Limits = s.Limits with { IoWeight = (int)OptionValues.Number("blkio-weight", v) }),
        new("cgroup-parent", null, "CGROUP", "the cgroup below which the command runs", (s, v) => s.Limits = s.Limits with { CgroupParent = v }),
        new("cpu-period", null, "MICROSECONDS", "the CFS period", (s, v) => s.Limits = s.Limits with { CpuPeriodInMicroseconds = OptionValues.Number("cpu-period", v) }),
        new("cpu-quota", null, "MICROSECONDS", "CPU time in each period", (s, v) => s.Limits = s.Limits with { CpuQuotaInMicroseconds = OptionValues.Number("cpu-quota", v) }),
        new("cpu-shares", 'c', "WEIGHT", "the relative weight of CPU time", (s, v) => s.Limits = s.Limits with { CpuShares = OptionValues.Number("cpu-shares", v) }),
        new("cpus", null, "NUMBER", "how many CPUs the command may use", (s, v) => s.Limits = s.Limits with { CpuQuotaInMicroseconds = (long)(OptionValues.Fraction("cpus", v) * s.Limits.CpuPeriodInMicroseconds) }),
        new("cpuset-cpus", null, "LIST", "the CPUs that the command may use, for example 0-1", (s, v) => s.Limits = s.Limits with { CpusetCpus = v }),
        new("cpuset-mems", null, "LIST", "the memory nodes that the command may use", (s, v) => s.Limits = s.Limits with { CpusetMems = v }),
        new("device-read-bps", null, "DEVICE:RATE", "bytes read from a device in each second", (s, v) => s.Limit(DeviceLimits.Parse("device-read-bps", v, DeviceLimitKind.ReadBytes))),
        new("device-read-iops", null, "DEVICE:RATE", "read operations on a device in each second", (s, v) => s.Limit(DeviceLimits.Parse("device-read-iops", v, DeviceLimitKind.ReadOperations))),
        new("device-write-bps", null, "DEVICE:RATE", "bytes written to a device in each second", (s, v) => s.Limit(DeviceLimits.Parse("device-write-bps", v, DeviceLimitKind.WriteBytes))),
        new("device-write-iops", null, "DEVICE:RATE", "write operations on a device in each second", (s, v) => s.Limit(DeviceLimits.Parse("device-write-iops", v, DeviceLimitKind.WriteOperations))),
        new("memory", 'm', "SIZE", "the memory limit", (s, v) => s.Limits = s.Limits with { MemoryInBytes = SizeText.Parse(v, "--memory") }),
        new("memory-swap", null, "SIZE", "the limit of memory and swap together; -1 is none", (s, v) => s.Limits = s.Limits with { MemorySwapInBytes = SizeText.Parse(v, "--memory-swap") }),
        new("network", null, "MODE", "the network: default, none or host", (s, v) => s.Network = OptionValues.Network(v)) { Aliases = ["net"] },
        new("pids-limit", null, "NUMBER", "how many processes the command may have", (s, v) => s.Limits = s.Limits with { PidsLimit = OptionValues.Number("pids-limit", v) }),
        new("root", null, "DIR", "the state directory", (s, v) => s.StateDirectory = v),
        new("shm-size", null, "SIZE", "the size of /dev/shm", (s, v) => s.ShmSizeInBytes = SizeText.Parse(v, "--shm-size")),
        new("ulimit", null, "NAME=SOFT[:HARD]", "a limit of processes, for example nofile=1024:2048", (s, v) => s.Rlimits.Add(OptionValues.Ulimit(v))),
        new("userns", null, "auto|host", "whose root the command's root is, where the builder is root: nobody's (auto) or the machine's", (s, v) => s.UserNamespace = OptionValues.OneOf("userns", v, "auto", "host") == "auto" ? UserNamespaceMode.Auto : UserNamespaceMode.Host),
    ];

    /// <summary>The options for the settings of a command.</summary>
    public static IEnumerable<CommandOption<T>> For<T>()
        where T : SandboxSettings
    {
        foreach (CommandOption<SandboxSettings> option in All)
        {
            yield return new CommandOption<T>(option.Name, option.Short, option.Value, option.Help, option.Apply)
            {
                ValueIsOptional = option.ValueIsOptional,
                Aliases = option.Aliases,
            };
        }
    }
}
