using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Layers;

/// <summary>The content of a reader's present entry.</summary>
internal sealed class EntryContentStream(LayerReader reader) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => reader.ReadContent(buffer);
}
