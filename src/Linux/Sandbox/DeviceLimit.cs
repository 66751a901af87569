using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>How fast a command may use a block device.</summary>
/// <param name="Device">The device; a whole one, no partition: see <see cref="BlockDevice"/>.</param>
/// <param name="Kind">What is limited.</param>
/// <param name="PerSecond">Bytes or operations in each second.</param>
public sealed record DeviceLimit(DeviceNumber Device, DeviceLimitKind Kind, long PerSecond)
{
    /// <summary>The file of version 1 that takes it.</summary>
    internal string LegacyFile => Kind switch
    {
        DeviceLimitKind.ReadBytes => "blkio.throttle.read_bps_device",
        DeviceLimitKind.WriteBytes => "blkio.throttle.write_bps_device",
        DeviceLimitKind.ReadOperations => "blkio.throttle.read_iops_device",
        _ => "blkio.throttle.write_iops_device",
    };

    /// <summary>The key of the file <c>io.max</c>.</summary>
    internal string UnifiedKey => Kind switch
    {
        DeviceLimitKind.ReadBytes => "rbps",
        DeviceLimitKind.WriteBytes => "wbps",
        DeviceLimitKind.ReadOperations => "riops",
        _ => "wiops",
    };
}
