using Sharpbuild.Builder.Contexts;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>Content that lies in a source tree.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="File">The file.</param>
/// <param name="Digest">The digest of its content.</param>
internal sealed record TreeContent(ISourceTree Tree, SourceFile File, FileDigest Digest) : IEntryContent
{
    /// <inheritdoc/>
    public void AddTo(LayerWriter writer, LayerEntry entry) => Tree.AddTo(writer, entry, File, Digest);
}
