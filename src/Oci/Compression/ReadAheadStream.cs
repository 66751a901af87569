using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Compression;

/// <summary>Reads a stream on a thread of its own, some buffers ahead, so that making its bytes and using them go on at the same time.</summary>
public sealed class ReadAheadStream : ReadOnlyStream
{
    private const int BufferSize = 256 * 1024;
    private const int BufferCount = 4;

    private readonly Stream _source;
    private readonly Task _worker;
    private readonly Handover<Part> _filled = new();
    private readonly Handover<byte[]> _free = new();
    private volatile bool _stopped;
    private Part _current;
    private int _position;
    private bool _ended;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The stream; disposed with this one.</param>
    public ReadAheadStream(Stream source)
    {
        _source = source;
        for (int i = 0; i < BufferCount; i++)
        {
            _free.Add([]);
        }

        _worker = Task.Factory.StartNew(Fill, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty || !HasBytes())
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, _current.Count - _position);
        _current.Bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <summary>Waits for the read that is under way, and closes the source.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_stopped)
        {
            _stopped = true;
            _free.End();
            ((IAsyncResult)_worker).AsyncWaitHandle.WaitOne();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool HasBytes()
    {
        if (_position < _current.Count)
        {
            return true;
        }

        if (_current.Count > 0)
        {
            _free.Add(_current.Bytes);
        }

        _position = 0;
        _ended = !_filled.TryTake(out _current);
        if (_ended)
        {
            _worker.GetAwaiter().GetResult();
        }

        return !_ended;
    }

    private void Fill()
    {
        try
        {
            while (_free.TryTake(out byte[]? bytes) && !_stopped)
            {
                bytes = bytes.Length == 0 ? GC.AllocateUninitializedArray<byte>(BufferSize) : bytes;
                int count = _source.ReadAtLeast(bytes, BufferSize, throwOnEndOfStream: false);
                if (count == 0)
                {
                    return;
                }

                _filled.Add(new Part(bytes, count));
            }
        }
        finally
        {
            _filled.End();
        }
    }

    private readonly record struct Part(byte[] Bytes, int Count);
}
