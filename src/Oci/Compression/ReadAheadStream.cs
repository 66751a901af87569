namespace Sharpbuild.Oci.Compression;

/// <summary>Reads a stream on a thread of its own, some buffers ahead, so that making its bytes and using them go on at the same time.</summary>
public sealed class ReadAheadStream : Stream
{
    private const int BufferSize = 256 * 1024;
    private const int BufferCount = 4;

    private readonly Stream _source;
    private readonly Part[] _parts = new Part[BufferCount];
    private readonly Task _worker;
    private readonly SemaphoreSlim _filled = new(0);
    private readonly SemaphoreSlim _free = new(BufferCount);
    private volatile bool _stopped;
    private int _current = -1;
    private int _position;
    private bool _ended;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The stream; disposed with this one.</param>
    public ReadAheadStream(Stream source)
    {
        _source = source;
        _worker = Task.Factory.StartNew(Fill, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private struct Part
    {
        public byte[]? Bytes;
        public int Count;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty || !HasBytes())
        {
            return 0;
        }

        Part part = _parts[_current % BufferCount];
        int count = Math.Min(buffer.Length, part.Count - _position);
        part.Bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Waits for the read that is under way, and closes the source.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_stopped)
        {
            _stopped = true;
            _free.Release();
            ((IAsyncResult)_worker).AsyncWaitHandle.WaitOne();
            _source.Dispose();
            _filled.Dispose();
            _free.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool HasBytes()
    {
        if (_current >= 0 && _position < _parts[_current % BufferCount].Count)
        {
            return true;
        }

        if (_current >= 0)
        {
            _free.Release();
        }

        _filled.Wait();
        (_current, _position) = (_current + 1, 0);
        _ended = _parts[_current % BufferCount].Count == 0;
        if (_ended)
        {
            _worker.GetAwaiter().GetResult();
        }

        return !_ended;
    }

    private void Fill()
    {
        for (int next = 0; ; next++)
        {
            _free.Wait();
            if (_stopped || Fill(ref _parts[next % BufferCount]) == 0)
            {
                return;
            }
        }
    }

    /// <summary>Fills a buffer; one without bytes stands for the end, or for a failure that the task holds.</summary>
    private int Fill(ref Part part)
    {
        part.Count = 0;
        try
        {
            part.Bytes ??= GC.AllocateUninitializedArray<byte>(BufferSize);
            return part.Count = _source.ReadAtLeast(part.Bytes, BufferSize, throwOnEndOfStream: false);
        }
        finally
        {
            _filled.Release();
        }
    }
}
