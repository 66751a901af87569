using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Content;

/// <summary>Writes one new blob: into a temporary file that gets its final name on <see cref="Commit()"/> and is deleted otherwise.</summary>
public sealed class BlobWriter : Stream
{
    private readonly ContentStore _store;
    private readonly SafeFileHandle _file;
    private readonly EarlyWriteback _writeback;
    private readonly IncrementalHash? _hash;
    private long _length;
    private bool _committed;

    internal BlobWriter(ContentStore store, string temporaryHostPath, bool computeDigest)
    {
        _store = store;
        HostPath = temporaryHostPath;
        _hash = computeDigest ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _file = File.OpenHandle(temporaryHostPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        _writeback = new EarlyWriteback(_file);
    }

    /// <summary>Where the bytes are until the blob is committed.</summary>
    public string HostPath { get; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>The number of bytes written so far.</summary>
    public override long Length => _length;

    /// <summary>The number of bytes written so far; it can not be set.</summary>
    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        RandomAccess.Write(_file, buffer, _length);
        _hash?.AppendData(buffer);
        _length += buffer.Length;
        _writeback.Advance(_length);
    }

    /// <summary>Makes the blob visible under the digest of its bytes.</summary>
    /// <exception cref="InvalidOperationException">The writer was made without a digest of its own.</exception>
    public Digest Commit()
    {
        Digest digest = Digest.FromSha256((_hash ?? throw new InvalidOperationException("the digest is not computed here")).GetHashAndReset());
        Commit(digest);
        return digest;
    }

    /// <summary>Makes the blob visible under a digest that the caller has computed from the same bytes.</summary>
    public void Commit(Digest digest)
    {
        _file.Dispose();
        _store.Adopt(HostPath, digest);
        _committed = true;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Closes the file, and deletes it if it was not committed.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash?.Dispose();
            if (!_committed)
            {
                File.Delete(HostPath);
                _committed = true;
            }
        }

        base.Dispose(disposing);
    }
}
