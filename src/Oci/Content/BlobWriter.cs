using System.Security.Cryptography;

namespace Sharpbuild.Oci.Content;

/// <summary>Writes one new blob: into a temporary file that gets its final name on <see cref="Commit()"/> and is deleted otherwise.</summary>
public sealed class BlobWriter : OutputStream
{
    private readonly ContentStore _store;
    private readonly IncrementalHash? _hash;
    private readonly List<GrowingBlobStream> _followers = [];
    private bool _committed;

    internal BlobWriter(ContentStore store, string temporaryHostPath, bool computeDigest)
        : base(File.OpenHandle(temporaryHostPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read), store.WritesEarly)
    {
        _store = store;
        HostPath = temporaryHostPath;
        _hash = computeDigest ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <summary>Where the bytes are until the blob is committed.</summary>
    public string HostPath { get; }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        base.Write(buffer);
        _hash?.AppendData(buffer);
        _followers.ForEach(follower => follower.Grow(Length));
    }

    /// <summary>Reads the blob from its start while it is written; to be called before the first byte, by the thread that writes.</summary>
    /// <returns>A stream that the caller disposes.</returns>
    public GrowingBlobStream Follow()
    {
        GrowingBlobStream follower = new(HostPath, _store.WritesEarly);
        _followers.Add(follower);
        return follower;
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
        Handle.Dispose();
        _store.Adopt(HostPath, digest);
        _committed = true;
        _followers.ForEach(follower => follower.Complete(digest));
    }

    /// <summary>Closes the file, and deletes it if it was not committed.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash?.Dispose();
            if (!_committed)
            {
                File.Delete(HostPath);
                _committed = true;
                _followers.ForEach(follower => follower.GiveUp());
            }
        }

        base.Dispose(disposing);
    }
}
