using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>Writes a layer as a tar stream in one pass, and tells at the end what identifies it.</summary>
/// <remarks>
/// Entries are written in the order in which they are added: parents first, siblings in byte order of their names. The stream is ustar with
/// pax records only where ustar cannot hold a value, so that equal entries give equal bytes.
/// </remarks>
public sealed partial class LayerWriter : IDisposable
{
    private readonly TarOutput _output;
    private readonly LayerTimes _times;
    private int _entryCount;

    /// <summary>Begins a layer.</summary>
    /// <param name="output">Where the tar stream goes; stays open.</param>
    /// <param name="times">How modification times are written.</param>
    public LayerWriter(Stream output, LayerTimes times)
    {
        _output = new TarOutput(output);
        _times = times;
    }

    private delegate int ContentRead(Span<byte> buffer, long offset);

    /// <summary>Collects the layer's index in the same pass, where one is wanted.</summary>
    public LayerIndexBuilder? Index { get; init; }

    /// <summary>The bytes of the tar stream so far.</summary>
    public long Position => _output.Length;

    /// <summary>Adds a regular file.</summary>
    /// <param name="entry">The entry; the file must have exactly its size.</param>
    /// <param name="content">The file; read from its start, its position is not used.</param>
    /// <param name="knownContentDigest">The SHA-256 of the content where it is known; computed otherwise.</param>
    /// <exception cref="InvalidContentException">The file has more or fewer bytes, or a name that layers keep for markers.</exception>
    public void Add(LayerEntry entry, SafeFileHandle content, Digest? knownContentDigest = null)
    {
        if (entry.SizeInBytes > SparseFile.MostHoleBytes)
        {
            SparseFile.Check(entry.Path, content.GetStatus(entry.Path));
        }

        BeginContent(entry);
        AddContent(entry, (buffer, offset) => content.ReadAt(buffer, offset, entry.Path), checksGrowth: true, knownContentDigest);
    }

    /// <summary>Adds a regular file.</summary>
    /// <param name="entry">The entry; the stream must hold at least its size.</param>
    /// <param name="content">Read from where it stands for exactly the entry's size.</param>
    /// <param name="knownContentDigest">The SHA-256 of the content where it is known; computed otherwise.</param>
    /// <exception cref="InvalidContentException">The stream ended early, or a name that layers keep for markers.</exception>
    public void Add(LayerEntry entry, Stream content, Digest? knownContentDigest = null)
    {
        BeginContent(entry);
        AddContent(entry, (buffer, _) => content.Read(buffer), checksGrowth: false, knownContentDigest);
    }

    /// <summary>Adds a regular file.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="content">All of the file.</param>
    /// <param name="knownContentDigest">The SHA-256 of the content where it is known; computed otherwise.</param>
    /// <exception cref="InvalidContentException">A name that layers keep for markers.</exception>
    public void Add(LayerEntry entry, ReadOnlyMemory<byte> content, Digest? knownContentDigest = null)
    {
        if (entry.SizeInBytes != content.Length)
        {
            throw new ArgumentException("the entry's size is not the content's", nameof(content));
        }

        BeginContent(entry);
        Digest? known = Usable(knownContentDigest);
        _output.Write(content.Span, isContent: known is null);
        _output.Pad();
        _output.EndEntry(WithSortedXattrs(entry), known);
    }

    /// <summary>Adds an entry without content: a directory, link, device, marker or empty file.</summary>
    /// <exception cref="InvalidContentException">A name that layers keep for markers.</exception>
    public void Add(LayerEntry entry)
    {
        if (entry.HasContent)
        {
            Add(entry, ReadOnlyMemory<byte>.Empty);
            return;
        }

        AddHeader(entry);
        _output.EndEntry(WithSortedXattrs(entry), knownContent: null);
    }

    /// <summary>Ends the layer.</summary>
    /// <returns>What identifies it.</returns>
    public LayerDigests Finish()
    {
        _output.TakeBlock().Clear();
        _output.TakeBlock().Clear();
        (Digest diffId, Digest content) = _output.Finish();
        return new LayerDigests(diffId, content, _output.Length, _entryCount);
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void BeginContent(LayerEntry entry)
    {
        if (!entry.HasContent)
        {
            throw new ArgumentException("only a regular file has content", nameof(entry));
        }

        AddHeader(entry);
    }

    private void AddContent(LayerEntry entry, ContentRead read, bool checksGrowth, Digest? known)
    {
        known = Usable(known);
        long offset = 0;
        bool ended = !checksGrowth;
        while (offset < entry.SizeInBytes || !ended)
        {
            long rest = entry.SizeInBytes - offset;
            Span<byte> free = _output.FreeAndOneMore;
            int asked = rest >= free.Length ? free.Length - 1 : (int)rest + (checksGrowth ? 1 : 0);
            int count = read(free[..asked], offset);
            if (count > rest || (count == 0 && rest > 0))
            {
                throw Changed(entry, count > rest);
            }

            ended |= count == rest;
            offset += count;
            _output.Advance(count, isContent: known is null);
        }

        _output.Pad();
        _output.EndEntry(WithSortedXattrs(entry), known);
    }

    private static Digest? Usable(Digest? content) => content?.Algorithm == "sha256" ? content : null;

    private static InvalidContentException Changed(LayerEntry entry, bool grew) =>
        new($"\"{entry.Path}\" changed while it was read: it had {entry.SizeInBytes} bytes, now it has {(grew ? "more" : "fewer")}");
}
