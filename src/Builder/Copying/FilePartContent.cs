using Microsoft.Win32.SafeHandles;

using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Builder.Copying;

/// <summary>Content that lies in a part of a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Where the content begins.</param>
/// <param name="Check">Throws when the file is not what it was.</param>
internal sealed record FilePartContent(SafeFileHandle File, long Offset, Action? Check) : IEntryContent
{
    /// <inheritdoc/>
    public void AddTo(LayerWriter writer, LayerEntry entry)
    {
        using FilePartStream content = new(File, Offset);
        writer.Add(entry, content);
        Check?.Invoke();
    }
}
