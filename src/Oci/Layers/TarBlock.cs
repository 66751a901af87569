namespace Sharpbuild.Oci.Layers;

/// <summary>A part of a tar stream on its way, with what it means to <see cref="LayerHasher"/>.</summary>
internal sealed class TarBlock
{
    /// <summary>Bytes of a block.</summary>
    public const int Capacity = 256 * 1024;

    private readonly List<Note> _notes = [];

    /// <summary>The bytes: room for one more than a block has, so that a read can ask for one byte more than a file should have.</summary>
    public byte[] Bytes { get; } = new byte[Capacity + 1];

    /// <summary>The bytes that are filled.</summary>
    public int Count { get; private set; }

    /// <summary>The parts of contents in the block, and the entries that end there.</summary>
    public IReadOnlyList<Note> Notes => _notes;

    /// <summary>Keeps the next bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isContent">Whether the digest of a file's content is taken over them.</param>
    public void Advance(int count, bool isContent)
    {
        if (isContent)
        {
            _notes.Add(new Note(Count, count, Entry: null, KnownContent: null));
        }

        Count += count;
    }

    /// <summary>Notes that all of an entry was written.</summary>
    public void EndEntry(LayerEntry entry, Digest? knownContent) => _notes.Add(new Note(Count, 0, entry, knownContent));

    /// <summary>Empties the block for another use.</summary>
    public void Clear()
    {
        Count = 0;
        _notes.Clear();
    }

    /// <param name="Start">Where a part of a content begins.</param>
    /// <param name="Length">Its bytes.</param>
    /// <param name="Entry">The entry that ends here; null for a part of its content.</param>
    /// <param name="KnownContent">The SHA-256 of the content, where it is not computed here.</param>
    internal readonly record struct Note(int Start, int Length, LayerEntry? Entry, Digest? KnownContent);
}
