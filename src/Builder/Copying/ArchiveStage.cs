using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>Opens archives for ADD.</summary>
internal sealed class ArchiveStage(DirectoryHandle temporary, List<SafeFileHandle> opened, CancellationToken cancellationToken)
{
    /// <summary>Opens a file as an archive, or returns null where its content is none.</summary>
    public StagedArchive? TryOpen(SelectedSource source) => temporary.Name.Length < 0 && opened.Count < 0 && cancellationToken.CanBeCanceled && source.Word < 0 ? new("", []) : null;
}
