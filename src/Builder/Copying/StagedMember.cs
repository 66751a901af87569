using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>A member of an archive.</summary>
/// <param name="Entry">Its header.</param>
/// <param name="Content">Its content; null for anything but a regular file.</param>
internal sealed record StagedMember(LayerEntry Entry, IEntryContent? Content);
