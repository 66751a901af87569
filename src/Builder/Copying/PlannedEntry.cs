using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>An entry of a planned layer.</summary>
public sealed class PlannedEntry
{
    private readonly IEntryContent? _content;

    internal PlannedEntry(LayerEntry entry, IEntryContent? content)
    {
        Entry = entry;
        _content = content;
    }

    /// <summary>The entry.</summary>
    public LayerEntry Entry { get; }

    internal void AddTo(LayerWriter writer, EarlierLayer? earlier)
    {
        if (_content is TreeContent tree && earlier?.TryAdd(writer, Entry, tree.Digest) == true)
        {
            return;
        }

        if (_content is null)
        {
            writer.Add(Entry);
        }
        else
        {
            _content.AddTo(writer, Entry);
        }
    }
}
