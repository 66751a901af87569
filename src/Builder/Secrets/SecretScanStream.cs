namespace Sharpbuild.Builder.Secrets;

/// <summary>Hands bytes on and looks for secrets in them; holds no more of them than the longest pattern is long.</summary>
/// <param name="output">Takes the bytes. Stays with its owner.</param>
/// <param name="patterns">What is looked for; at least one.</param>
internal sealed class SecretScanStream(Stream output, SecretPatterns patterns) : Stream
{
    private readonly byte[] _seam = new byte[2 * (patterns.Longest - 1)];
    private int _carried;
    private long _length;

    /// <summary>The first secret that was found, or null.</summary>
    public SecretPattern? Found { get; private set; }

    /// <summary>Where it begins, in bytes from the start.</summary>
    public long FoundAt { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        output.Write(buffer);
        if (Found is null)
        {
            LookAcrossSeam(buffer);
            Look(buffer, _length);
            Carry(buffer);
        }

        _length += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => output.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void LookAcrossSeam(ReadOnlySpan<byte> buffer)
    {
        ReadOnlySpan<byte> begin = buffer[..Math.Min(buffer.Length, patterns.Longest - 1)];
        begin.CopyTo(_seam.AsSpan(_carried));
        Look(_seam.AsSpan(0, _carried + begin.Length), _length - _carried);
    }

    private void Look(ReadOnlySpan<byte> bytes, long start)
    {
        if (Found is null && patterns.Find(bytes, out int position) is { } found)
        {
            (Found, FoundAt) = (found, start + position);
        }
    }

    /// <summary>Keeps the last bytes, in which a pattern may have begun.</summary>
    private void Carry(ReadOnlySpan<byte> buffer)
    {
        int most = patterns.Longest - 1;
        if (buffer.Length >= most)
        {
            buffer[^most..].CopyTo(_seam);
            _carried = most;
            return;
        }

        // What the seam holds is the carried bytes followed by the whole buffer.
        int all = _carried + buffer.Length;
        int kept = Math.Min(all, most);
        _seam.AsSpan(all - kept, kept).CopyTo(_seam);
        _carried = kept;
    }
}
