using System.Collections.Concurrent;

namespace Sharpbuild.Oci.Compression;

/// <summary>Compresses blocks on several threads and hands them on in order; memory is bounded by the number of blocks at work.</summary>
internal sealed class BlockPipeline : IDisposable
{
    private const int MostWorkers = 16;

    private readonly BlockFormat _format;
    private readonly Slot[] _slots;
    private readonly ConcurrentBag<IBlockEncoder> _encoders = [];

    /// <summary>Makes a pipeline for one stream.</summary>
    public BlockPipeline(BlockFormat format, int workers)
    {
        _format = format;
        int count = workers <= 1 ? 1 : Math.Min(workers, MostWorkers) + 1;
        _slots = new Slot[count];
        for (int i = 0; i < count; i++)
        {
            _slots[i] = new Slot();
        }
    }

    /// <summary>Takes the compressed bytes in order.</summary>
    public delegate void Sink(ReadOnlySpan<byte> bytes);

    /// <summary>Compresses a whole stream.</summary>
    public void Run(Stream input, Sink sink, CancellationToken cancellationToken)
    {
        sink(_format.Header);
        int next = 0;
        bool isFirst = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Slot slot = _slots[next];
            Emit(slot, sink);
            slot.Fill(input, _format.BlockSize);
            if (slot.Count == 0 && !isFirst)
            {
                break;
            }

            _format.Observe(slot.Block.AsSpan(0, slot.Count));
            Start(slot);
            isFirst = false;
            next = (next + 1) % _slots.Length;
            if (slot.Count < _format.BlockSize)
            {
                break;
            }
        }

        for (int i = 0; i < _slots.Length; i++)
        {
            Emit(_slots[(next + i) % _slots.Length], sink);
        }

        sink(_format.Trailer());
    }

    /// <summary>Waits for blocks still at work, which are lost.</summary>
    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            (slot.Work as IAsyncResult)?.AsyncWaitHandle.WaitOne();
        }

        foreach (IBlockEncoder encoder in _encoders)
        {
            encoder.Dispose();
        }
    }

    private void Start(Slot slot)
    {
        slot.Work = new Task(() => Encode(slot));
        if (_slots.Length == 1)
        {
            slot.Work.RunSynchronously();
        }
        else
        {
            slot.Work.Start(TaskScheduler.Default);
        }
    }

    private void Encode(Slot slot)
    {
        IBlockEncoder encoder = _encoders.TryTake(out IBlockEncoder? free) ? free : _format.CreateEncoder();
        slot.Output.SetLength(0);
        encoder.Encode(slot.Block, slot.Count, slot.Output);
        _encoders.Add(encoder);
    }

    private static void Emit(Slot slot, Sink sink)
    {
        // Waiting runs the work on this thread if no other has begun it, so that a busy thread pool cannot stop the pipeline.
        slot.Work?.GetAwaiter().GetResult();
        if (slot.Work is not null)
        {
            sink(slot.Output.GetBuffer().AsSpan(0, (int)slot.Output.Length));
            slot.Work = null;
        }
    }

    private sealed class Slot
    {
        public byte[] Block { get; private set; } = [];

        public int Count { get; private set; }

        public MemoryStream Output { get; } = new();

        public Task? Work { get; set; }

        public void Fill(Stream input, int size)
        {
            if (Block.Length == 0)
            {
                Block = GC.AllocateUninitializedArray<byte>(size);
            }

            Count = input.ReadAtLeast(Block, size, throwOnEndOfStream: false);
        }
    }
}
