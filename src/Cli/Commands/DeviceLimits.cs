using Sharpbuild.Cli.Arguments;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads limits on devices, such as <c>/dev/sda:1mb</c>.</summary>
internal static class DeviceLimits
{
    /// <summary>The limit that an option's value says.</summary>
    /// <exception cref="UsageException">It is no device and rate.</exception>
    public static DeviceLimit Parse(string option, string text, DeviceLimitKind kind)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            throw new UsageException($"--{option}: \"{text}\" is not DEVICE:RATE", $"write for example --{option} /dev/sda:{(IsInBytes(kind) ? "1mb" : "100")}");
        }

        string path = text[..colon];
        DeviceNumber device = BlockDevice.TryFind(path) ?? throw new UsageException($"--{option}: \"{path}\" is not a block device");
        string rate = text[(colon + 1)..];
        return new DeviceLimit(device, kind, IsInBytes(kind) ? SizeText.Parse(rate, "--" + option) : OptionValues.Number(option, rate));
    }

    private static bool IsInBytes(DeviceLimitKind kind) => kind is DeviceLimitKind.ReadBytes or DeviceLimitKind.WriteBytes;
}
