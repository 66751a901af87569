using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A device node that a command asked for. A file stands for it in the upper directory, with the attribute <see cref="MarkName"/>.</summary>
/// <param name="Inode">The inode of the file.</param>
/// <param name="Kind">A character or a block device.</param>
/// <param name="Device">The device.</param>
public readonly record struct MadeDevice(ulong Inode, FileKind Kind, DeviceNumber Device)
{
    /// <summary>The attribute of the file.</summary>
    public const string MarkName = "user.sharpbuild.device";

    /// <summary>The value of the attribute.</summary>
    public string Mark => $"{(Kind == FileKind.BlockDevice ? 'b' : 'c')} {Device.Major}:{Device.Minor}";
}
