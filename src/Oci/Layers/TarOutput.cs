using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Layers;

/// <summary>
/// Collects a tar stream in blocks, hashes it and writes it out. Once there is more than one block, one thread hashes and another one writes: what makes
/// the stream, the hashes and the copy into the kernel's cache take about as long as each other.
/// </summary>
internal sealed class TarOutput : IDisposable
{
    /// <summary>Two for each of the three who work at them.</summary>
    private const int BlockCount = 6;

    private readonly Stream _output;
    private readonly LayerHasher _layer = new();
    private readonly Handover<TarBlock> _free = new();
    private readonly Handover<TarBlock> _filled = new();
    private readonly Handover<TarBlock> _hashed = new();
    private TarBlock _block = new();
    private int _blockCount = 1;
    private Task? _hasher;
    private Task? _writer;

    /// <summary>Writes to <paramref name="output"/>, which stays open.</summary>
    public TarOutput(Stream output) => _output = output;

    /// <summary>The bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>The free rest of the present block, never empty; may be filled from its start, see <see cref="Advance"/>.</summary>
    public Span<byte> Free
    {
        get
        {
            if (_block.Count == TarBlock.Capacity)
            {
                Pass();
            }

            return _block.Bytes.AsSpan(_block.Count, TarBlock.Capacity - _block.Count);
        }
    }

    /// <summary>As <see cref="Free"/>, with one byte more that must not be kept.</summary>
    public Span<byte> FreeAndOneMore
    {
        get
        {
            int free = Free.Length;
            return _block.Bytes.AsSpan(_block.Count, free + 1);
        }
    }

    /// <summary>Takes the next block of the format, at a multiple of its size.</summary>
    public Span<byte> TakeBlock()
    {
        Span<byte> block = Free[..TarFormat.BlockSize];
        Advance(TarFormat.BlockSize);
        return block;
    }

    /// <summary>Keeps the first bytes of <see cref="Free"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isContent">Whether the digest of a file's content is taken over them.</param>
    public void Advance(int count, bool isContent = false)
    {
        Length += count;
        _block.Advance(count, isContent);
    }

    /// <summary>Adds bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes, bool isContent = false)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(Free.Length, bytes.Length);
            bytes[..count].CopyTo(Free);
            Advance(count, isContent);
            bytes = bytes[count..];
        }
    }

    /// <summary>Adds zeros up to the next whole block of the format.</summary>
    public void Pad()
    {
        int padding = TarFormat.PaddingOf(Length);
        if (padding > 0)
        {
            Free[..padding].Clear();
            Advance(padding);
        }
    }

    /// <summary>Notes that all of an entry was written; its attributes are sorted.</summary>
    public void EndEntry(LayerEntry entry, Digest? knownContent) => _block.EndEntry(entry, knownContent);

    /// <summary>Writes out what is left.</summary>
    /// <returns>The digest of the whole stream, and that of the entries.</returns>
    public (Digest DiffId, Digest ContentDigest) Finish()
    {
        if (_hasher is null || _writer is null)
        {
            _layer.Add(_block);
            Write(_block);
        }
        else
        {
            _filled.Add(_block);
            _filled.End();
            _writer.GetAwaiter().GetResult();
            _hasher.GetAwaiter().GetResult();
        }

        return _layer.Finish();
    }

    /// <summary>Ends the threads; what was not finished is lost.</summary>
    public void Dispose()
    {
        _filled.End();
        foreach (Task? thread in (ReadOnlySpan<Task?>)[_hasher, _writer])
        {
            ((IAsyncResult?)thread)?.AsyncWaitHandle.WaitOne();
        }

        _layer.Dispose();
    }

    private void Pass()
    {
        _hasher ??= Start(HashAll);
        _writer ??= Start(WriteAll);
        _filled.Add(_block);
        _block = NextBlock(_writer);
        _block.Clear();
    }

    private TarBlock NextBlock(Task writer)
    {
        if (_blockCount < BlockCount && _free.IsEmpty)
        {
            _blockCount++;
            return new TarBlock();
        }

        if (!_free.TryTake(out TarBlock? block))
        {
            writer.GetAwaiter().GetResult();
        }

        return block ?? throw new InvalidOperationException("the layer's output has ended");
    }

    private static Task Start(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void HashAll()
    {
        try
        {
            while (_filled.TryTake(out TarBlock? block))
            {
                _layer.Add(block);
                _hashed.Add(block);
            }
        }
        finally
        {
            _hashed.End();
        }
    }

    private void WriteAll()
    {
        try
        {
            while (_hashed.TryTake(out TarBlock? block))
            {
                Write(block);
                _free.Add(block);
            }
        }
        finally
        {
            _free.End();
        }
    }

    private void Write(TarBlock block) => _output.Write(block.Bytes, 0, block.Count);
}
