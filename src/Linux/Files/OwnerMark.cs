using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>
/// The owner of a file or directory where all files belong to one id, because this process has no other: it is kept in an attribute, so
/// that layers carry it nevertheless. Links, devices and FIFOs take no such attribute; their owner is known from listings of layers only.
/// </summary>
/// <remarks>Overlayfs copies the attribute along when it copies a file up.</remarks>
public static class OwnerMark
{
    /// <summary>The attribute; its value is <c>user:group</c> in decimal.</summary>
    public const string XattrName = "user.sharpbuild.owner";

    private static readonly Lazy<bool> HasOneId = new(static () => ProcessCredentials.UserCount == 1);

    /// <summary>Whether owners are kept this way.</summary>
    public static bool IsUsed => HasOneId.Value;

    /// <summary>Gives an open file to somebody.</summary>
    /// <exception cref="IOException">The file system keeps no such attributes, as tmpfs before Linux 6.6.</exception>
    public static void Set(SafeFileHandle file, uint userId, uint groupId, string name)
    {
        if ((userId | groupId) != 0 || file.GetXattr(XattrName, name) is not null)
        {
            Write(file, PathText.Encode(string.Create(CultureInfo.InvariantCulture, $"{userId}:{groupId}")), name);
        }
    }

    /// <summary>The status of a file with the owner that it shall have.</summary>
    /// <param name="directory">A directory.</param>
    /// <param name="path">The path below it.</param>
    /// <param name="status">Its status.</param>
    public static FileStatus Apply(DirectoryHandle directory, string path, in FileStatus status) =>
        IsUsed && (status.IsRegular || status.IsDirectory) && TryParse(directory.GetXattr(path, XattrName), out uint userId, out uint groupId)
            ? status with { UserId = userId, GroupId = groupId }
            : status;

    private static void Write(SafeFileHandle file, byte[] owner, string name)
    {
        try
        {
            file.SetXattr(XattrName, owner, name);
        }
        catch (LinuxException refused) when (refused.Errno == Errno.EOPNOTSUPP)
        {
            throw new IOException(
                $"the file system of the store keeps no attributes, in which the owner of {name} is noted for a user who has one id only: choose another place (--root), or give the user more ids (/etc/subuid and /etc/subgid)",
                refused);
        }
    }

    private static bool TryParse(byte[]? value, out uint userId, out uint groupId)
    {
        userId = 0;
        groupId = 0;
        string[] fields = value is null ? [] : PathText.Decode(value).Split(':');
        return fields.Length == 2
            && uint.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out userId)
            && uint.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out groupId);
    }
}
