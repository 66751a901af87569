using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Input;

/// <summary>What the options of the sandbox say, while they are read.</summary>
internal class SandboxSettings
{
    public string? StateDirectory { get; set; }

    public List<HostEntry> ExtraHosts { get; } = [];

    public NetworkMode Network { get; set; } = NetworkMode.Sandbox;

    public ResourceLimits Limits { get; set; } = ResourceLimits.Default;

    public List<Rlimit> Rlimits { get; } = [];

    public long ShmSizeInBytes { get; set; } = 64L << 20;

    public UserNamespaceMode UserNamespace { get; set; } = UserNamespaceMode.Auto;

    /// <summary>Adds a limit on a device.</summary>
    public void Limit(DeviceLimit limit) => Limits = Limits with { Devices = Limits.Devices.Add(limit) };
}
