namespace Sharpbuild.Linux.Files;

/// <summary>The number of a device, as in makedev(3).</summary>
/// <param name="Major">The driver's number.</param>
/// <param name="Minor">The device's number within the driver.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The form that mknod(2) takes.</summary>
    public ulong Packed =>
        ((ulong)(Major & 0xFFFFF000) << 32) | ((Major & 0xFFFul) << 8) | ((ulong)(Minor & 0xFFFFFF00) << 12) | (Minor & 0xFFul);
}
