using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>The modes of copied files.</summary>
internal static class CopyModes
{
    /// <summary>Reads the value of <c>--chmod</c>; null where it is not given.</summary>
    /// <exception cref="InputException">It is malformed.</exception>
    public static FileModeText? Parse(CopyOptions options) => options.Mode is null
        ? null
        : FileModeText.TryParse(options.Mode, out FileModeText? mode)
            ? mode
            : throw new InputException($"\"{options.Mode}\" is no mode", "write an octal number from 0 to 07777, or for example u=rwX,go=rX");

    /// <summary>The mode that a file gets; links keep theirs.</summary>
    public static int Apply(FileModeText? mode, in FileStatus status) =>
        mode is null || status.IsSymbolicLink ? status.Mode : mode.Apply(status.Mode, status.IsDirectory);
}
