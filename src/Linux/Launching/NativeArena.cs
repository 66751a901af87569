using System.Runtime.InteropServices;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Launching;

/// <summary>Memory outside the garbage collected heap that is freed in one go; addresses stay valid until then.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int BlockSize = 32 * 1024;

    private readonly List<nint> _blocks = [];
    private byte* _next;
    private int _left;

    /// <summary>Takes zeroed memory, aligned to 16 bytes.</summary>
    public byte* Take(int size)
    {
        int aligned = (size + 15) & ~15;
        if (aligned > _left)
        {
            int blockSize = Math.Max(aligned, BlockSize);
            byte* block = (byte*)NativeMemory.AlignedAlloc((nuint)blockSize, 16);
            NativeMemory.Clear(block, (nuint)blockSize);
            _blocks.Add((nint)block);
            _next = block;
            _left = blockSize;
        }

        byte* taken = _next;
        _next += aligned;
        _left -= aligned;
        return taken;
    }

    /// <summary>A copy of <paramref name="bytes"/>.</summary>
    public byte* Copy(ReadOnlySpan<byte> bytes)
    {
        byte* copy = Take(bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return copy;
    }

    /// <summary>A copy of <paramref name="value"/>.</summary>
    public T* Copy<T>(T value)
        where T : unmanaged
    {
        T* copy = (T*)Take(sizeof(T));
        *copy = value;
        return copy;
    }

    /// <summary>A copy of <paramref name="text"/> with a final zero byte.</summary>
    public byte* Copy(string text)
    {
        if (text.Contains('\0'))
        {
            throw new ArgumentException("the text holds a zero byte", nameof(text));
        }

        int most = PathText.MaxByteCount(text) + 1;
        byte* copy = Take(most);
        PathText.Encode(text, new Span<byte>(copy, most));
        return copy;
    }

    /// <summary>An array of texts that a null pointer ends, as execve(2) takes it.</summary>
    public byte** CopyAll(IReadOnlyList<string> texts)
    {
        byte** array = (byte**)Take((texts.Count + 1) * sizeof(byte*));
        for (int index = 0; index < texts.Count; index++)
        {
            array[index] = Copy(texts[index]);
        }

        return array;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nint block in _blocks)
        {
            NativeMemory.AlignedFree((void*)block);
        }

        _blocks.Clear();
        _left = 0;
    }
}
