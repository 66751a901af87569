using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>An entry that a layer will have, as long as later sources can replace it.</summary>
/// <param name="Entry">The entry, without a hard link's target.</param>
/// <param name="Content">The content of a regular file; null for an empty one.</param>
/// <param name="Link">What it shares with other names of the same file, or null.</param>
internal sealed record DraftEntry(LayerEntry Entry, IEntryContent? Content, LinkKey? Link);
