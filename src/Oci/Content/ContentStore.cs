using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Content;

/// <summary>A directory of blobs by digest, <c>blobs/ALGORITHM/HEX</c>, as in an OCI image layout.</summary>
/// <remarks>
/// Blobs appear by rename and never change. They are not flushed to the disk one by one: call <see cref="Barrier"/> before anything
/// that names them becomes visible. Several processes and threads may use a store at once.
/// </remarks>
public sealed class ContentStore
{
    // On a journaled ext4 30 files take 2 ms one by one and 2 ms by syncfs, but syncfs writes whatever else is unwritten there too:
    // 140 ms more where a step has just made 15,000 files.
    private const int MostSingleFlushes = 500;

    private static int _counter;

    private readonly Func<string> _temporaryHostPath;
    private readonly Lock _pendingLock = new();
    private HashSet<string> _pending = new(StringComparer.Ordinal);

    /// <summary>Names a store; nothing is read or made yet.</summary>
    /// <param name="hostPath">The directory that holds <c>blobs</c>.</param>
    /// <param name="temporaryHostPath">A directory of the same file system for blobs that are being written.</param>
    public ContentStore(string hostPath, string temporaryHostPath)
        : this(hostPath, () => temporaryHostPath)
    {
    }

    /// <summary>Names a store; nothing is read or made yet.</summary>
    /// <param name="hostPath">The directory that holds <c>blobs</c>.</param>
    /// <param name="temporaryHostPath">Gives a directory of the same file system for blobs that are being written, once one is.</param>
    public ContentStore(string hostPath, Func<string> temporaryHostPath)
    {
        HostPath = hostPath;
        _temporaryHostPath = temporaryHostPath;
    }

    /// <summary>The directory that holds <c>blobs</c>.</summary>
    public string HostPath { get; }

    /// <summary>
    /// Whether the disk begins to write blobs while they are made. Where no <see cref="Barrier"/> will wait for them, that would only take the disk's time
    /// from files that are waited for.
    /// </summary>
    public bool WritesEarly { get; init; } = true;

    /// <summary>Where a blob is or would be.</summary>
    public string PathOf(Digest digest) => $"{HostPath}/blobs/{digest.Algorithm}/{digest.Hex}";

    /// <summary>Whether a blob is there.</summary>
    public bool HasBlob(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>The size of a blob, or null where it is missing.</summary>
    public long? SizeOf(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>Opens a blob; its digest and size are checked while it is read.</summary>
    /// <exception cref="InvalidContentException">It is missing or its size is wrong.</exception>
    public Stream OpenBlob(Descriptor descriptor) => OpenBlob(descriptor.Digest, descriptor.SizeInBytes);

    /// <summary>Opens a blob; its digest is checked while it is read.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="sizeInBytes">The size it must have; null takes the file's.</param>
    /// <exception cref="InvalidContentException">It is missing or its size is wrong.</exception>
    public Stream OpenBlob(Digest digest, long? sizeInBytes = null)
    {
        FileStream file = OpenUnverified(digest);
        if (sizeInBytes is { } size && file.Length != size)
        {
            DamagedBlobException problem = Drop(file, digest, new InvalidContentException($"blob {digest} has {file.Length} bytes, but its size should be {size}"));
            file.Dispose();
            throw problem;
        }

        return new VerifyingStream(file, digest, file.Length, problem => Drop(file, digest, problem));
    }

    /// <summary>Reads a small blob and checks its digest.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="maxBytes">The most bytes it may have.</param>
    /// <exception cref="InvalidContentException">It is missing, too large or wrong.</exception>
    public byte[] ReadBlob(Digest digest, int maxBytes)
    {
        using FileStream file = OpenUnverified(digest);
        if (file.Length > maxBytes)
        {
            throw new InvalidContentException($"blob {digest} has {file.Length} bytes, more than the {maxBytes} that are allowed");
        }

        try
        {
            return DocumentStream.ReadFile(file, new Descriptor("", digest, file.Length), maxBytes);
        }
        catch (InvalidContentException problem)
        {
            throw Drop(file, digest, problem);
        }
    }

    /// <summary>Opens a blob without a check, for who checks otherwise; null where it is missing.</summary>
    public SafeFileHandle? TryOpenHandle(Digest digest)
    {
        try
        {
            return File.OpenHandle(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Begins a new blob.</summary>
    /// <param name="computeDigest">False where the caller computes the digest of the same bytes itself.</param>
    /// <returns>A writer that the caller disposes.</returns>
    public BlobWriter CreateBlob(bool computeDigest = true)
    {
        string directory = _temporaryHostPath();
        Directory.CreateDirectory(directory);
        string name = string.Create(CultureInfo.InvariantCulture, $"{directory}/blob-{Environment.ProcessId}-{Interlocked.Increment(ref _counter)}");
        return new BlobWriter(this, name, computeDigest);
    }

    /// <summary>Writes a small blob, unless it is there already.</summary>
    /// <returns>Its descriptor.</returns>
    public Descriptor WriteBlob(ReadOnlySpan<byte> content, string mediaType)
    {
        Digest digest = Digest.Of(content);
        if (SizeOf(digest) != content.Length)
        {
            using BlobWriter writer = CreateBlob(computeDigest: false);
            writer.Write(content);
            writer.Commit(digest);
        }

        return new Descriptor(mediaType, digest, content.Length);
    }

    /// <summary>Gives a finished file of the same file system its place as a blob.</summary>
    /// <param name="hostPath">The file; gone from there afterwards.</param>
    /// <param name="digest">The digest of its bytes, which the caller has computed.</param>
    public void Adopt(string hostPath, Digest digest)
    {
        string path = PathOf(digest);
        try
        {
            File.Move(hostPath, path, overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory($"{HostPath}/blobs/{digest.Algorithm}");
            File.Move(hostPath, path, overwrite: true);
        }

        FlushAtBarrier(path);
    }

    /// <summary>Has the next <see cref="Barrier"/> flush a blob that may have been written by another process.</summary>
    public void FlushAtBarrier(Digest digest) => FlushAtBarrier(PathOf(digest));

    /// <summary>Has the next <see cref="Barrier"/> flush one more file of the same file system.</summary>
    internal void FlushAtBarrier(string hostPath)
    {
        lock (_pendingLock)
        {
            _pending.Add(hostPath);
        }
    }

    /// <summary>Deletes a blob; a missing one is no error.</summary>
    public void Delete(Digest digest)
    {
        try
        {
            File.Delete(PathOf(digest));
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    private FileStream OpenUnverified(Digest digest) => TryOpenHandle(digest) is { } handle
        ? new FileStream(handle, FileAccess.Read, bufferSize: 0)
        : throw new DamagedBlobException(digest, new InvalidContentException($"blob {digest} is missing from {HostPath}"));

    /// <summary>Deletes what turned out to be damaged, unless another build has put a good blob in its place.</summary>
    private DamagedBlobException Drop(FileStream damaged, Digest digest, InvalidContentException problem)
    {
        string path = PathOf(digest);
        if (HostFile.TryGetStatus(path)?.Inode == damaged.SafeFileHandle.GetStatus(path).Inode)
        {
            Delete(digest);
        }

        return new DamagedBlobException(digest, problem);
    }

    /// <summary>All blobs, in no order.</summary>
    public IEnumerable<Digest> ListBlobs()
    {
        foreach (string algorithm in (string[])["sha256", "sha512"])
        {
            DirectoryInfo directory = new($"{HostPath}/blobs/{algorithm}");
            if (!directory.Exists)
            {
                continue;
            }

            foreach (FileInfo file in directory.EnumerateFiles())
            {
                if (Digest.TryParse($"{algorithm}:{file.Name}", out Digest digest))
                {
                    yield return digest;
                }
            }
        }
    }

    /// <summary>Waits until all blobs written through this object since the last barrier, and those named since, are safe on the disk.</summary>
    /// <remarks>Up to 500 files are flushed alone; for more the whole file system is, by one syncfs(2).</remarks>
    public void Barrier()
    {
        HashSet<string> written;
        lock (_pendingLock)
        {
            written = _pending;
            _pending = new(StringComparer.Ordinal);
        }

        if (written.Count == 0)
        {
            return;
        }

        if (written.Count > MostSingleFlushes)
        {
            FileSystemFlush.FlushAll(HostPath);
            return;
        }

        FileSystemFlush.Flush(written);
        foreach (string? directory in written.Select(Path.GetDirectoryName).Distinct())
        {
            FileSystemFlush.Flush(directory!);
        }
    }
}
