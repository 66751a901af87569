using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>What a manifest holds of one file.</summary>
/// <param name="Path">The path in the source tree.</param>
/// <param name="Kind">The type.</param>
/// <param name="Mode">The mode that the copy gets.</param>
/// <param name="UserId">The owner that counts, or 0.</param>
/// <param name="GroupId">The group that counts, or 0.</param>
/// <param name="Content">A short digest of content, link target, device number and attributes.</param>
public readonly record struct ManifestEntry(string Path, FileKind Kind, int Mode, uint UserId, uint GroupId, UInt128 Content);
