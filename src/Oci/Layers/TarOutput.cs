using System.Security.Cryptography;

using Sharpbuild.Oci.Content;

namespace Sharpbuild.Oci.Layers;

/// <summary>
/// Collects a tar stream in blocks, hashes it and writes it out. Once there is more than one buffer, one thread hashes and another one writes: what makes
/// the stream, the hash and the copy into the kernel's cache take about as long as each other.
/// </summary>
internal sealed class TarOutput : IDisposable
{
    /// <summary>One byte more than whole blocks, so that a read can ask for one byte more than a file should have.</summary>
    private const int Capacity = 256 * 1024;

    /// <summary>Two for each of the three who work at them.</summary>
    private const int BufferCount = 6;

    private readonly Stream _output;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Handover<byte[]> _free = new();
    private readonly Handover<Filled> _filled = new();
    private readonly Handover<Filled> _hashed = new();
    private byte[] _buffer = new byte[Capacity + 1];
    private int _count;
    private int _bufferCount = 1;
    private Task? _hasher;
    private Task? _writer;

    /// <summary>Writes to <paramref name="output"/>, which stays open.</summary>
    public TarOutput(Stream output) => _output = output;

    private readonly record struct Filled(byte[] Buffer, int Count);

    /// <summary>The bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>The free rest of the present buffer, never empty; may be filled from its start, see <see cref="Advance"/>.</summary>
    public Span<byte> Free
    {
        get
        {
            if (_count == Capacity)
            {
                Pass();
            }

            return _buffer.AsSpan(_count, Capacity - _count);
        }
    }

    /// <summary>As <see cref="Free"/>, with one byte more that must not be kept.</summary>
    public Span<byte> FreeAndOneMore
    {
        get
        {
            int free = Free.Length;
            return _buffer.AsSpan(_count, free + 1);
        }
    }

    /// <summary>Takes the next block, at a multiple of its size.</summary>
    public Span<byte> TakeBlock()
    {
        Span<byte> block = Free[..TarFormat.BlockSize];
        Advance(TarFormat.BlockSize);
        return block;
    }

    /// <summary>Keeps the first bytes of <see cref="Free"/>.</summary>
    public void Advance(int count)
    {
        _count += count;
        Length += count;
    }

    /// <summary>Adds bytes.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            int count = Math.Min(Free.Length, content.Length);
            content[..count].CopyTo(Free);
            Advance(count);
            content = content[count..];
        }
    }

    /// <summary>Adds zeros up to the next whole block.</summary>
    public void Pad()
    {
        int padding = TarFormat.PaddingOf(Length);
        if (padding > 0)
        {
            Free[..padding].Clear();
            Advance(padding);
        }
    }

    /// <summary>Writes out what is left.</summary>
    /// <returns>The digest of the whole stream.</returns>
    public Digest Finish()
    {
        if (_hasher is null || _writer is null)
        {
            Hash(new Filled(_buffer, _count));
            _output.Write(_buffer, 0, _count);
        }
        else
        {
            Pass();
            _filled.End();
            _writer.GetAwaiter().GetResult();
            _hasher.GetAwaiter().GetResult();
        }

        Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(value);
        return Digest.FromSha256(value);
    }

    /// <summary>Ends the threads; what was not finished is lost.</summary>
    public void Dispose()
    {
        _filled.End();
        foreach (Task? thread in (ReadOnlySpan<Task?>)[_hasher, _writer])
        {
            ((IAsyncResult?)thread)?.AsyncWaitHandle.WaitOne();
        }

        _hash.Dispose();
    }

    private void Pass()
    {
        _hasher ??= Start(HashAll);
        _writer ??= Start(WriteAll);
        _filled.Add(new Filled(_buffer, _count));
        _buffer = NextBuffer(_writer);
        _count = 0;
    }

    private byte[] NextBuffer(Task writer)
    {
        if (_bufferCount < BufferCount && _free.IsEmpty)
        {
            _bufferCount++;
            return new byte[Capacity + 1];
        }

        if (!_free.TryTake(out byte[]? buffer))
        {
            writer.GetAwaiter().GetResult();
        }

        return buffer ?? throw new InvalidOperationException("the layer's output has ended");
    }

    private static Task Start(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void HashAll()
    {
        try
        {
            while (_filled.TryTake(out Filled filled))
            {
                Hash(filled);
                _hashed.Add(filled);
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
            while (_hashed.TryTake(out Filled filled))
            {
                _output.Write(filled.Buffer, 0, filled.Count);
                _free.Add(filled.Buffer);
            }
        }
        finally
        {
            _free.End();
        }
    }

    private void Hash(Filled filled) => _hash.AppendData(filled.Buffer, 0, filled.Count);
}
