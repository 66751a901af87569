using System.Buffers;
using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Computes the digests of many files, in parallel when it is worth it.</summary>
internal static class FileHasher
{
    private const int BufferSize = 256 * 1024;
    private const int MaxThreads = 8;
    private const long ParallelFrom = 1024 * 1024;

    /// <summary>Hashes some of the files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="chosen">The places in <paramref name="files"/> of those to hash.</param>
    /// <param name="open">Opens a file; checks that it is still the one that was looked at.</param>
    /// <param name="digests">Where each digest goes, at the file's place.</param>
    /// <param name="inspect">Takes what else is wanted of an open file, by its place; null for nothing.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    public static void Hash(
        IReadOnlyList<SourceFile> files,
        IReadOnlyList<int> chosen,
        Func<SourceFile, SafeFileHandle> open,
        FileDigest[] digests,
        Action<int, SafeFileHandle>? inspect,
        CancellationToken cancellationToken)
    {
        long bytes = 0;
        UnixTime newest = default;
        foreach (int place in chosen)
        {
            FileStatus status = files[place].Status;
            SparseFile.Check(files[place].Path, status);
            bytes += status.SizeInBytes;
            newest = status.ChangedAt > newest ? status.ChangedAt : newest;
        }

        FileClock.WaitUntilAfter(newest);

        int threads = chosen.Count == 1 || bytes < ParallelFrom ? 1 : Math.Min(MaxThreads, Environment.ProcessorCount);
        void HashOne(int place)
        {
            using SafeFileHandle handle = open(files[place]);
            digests[place] = Hash(files[place], handle, cancellationToken);
            inspect?.Invoke(place, handle);
        }

        if (threads == 1)
        {
            foreach (int place in chosen)
            {
                HashOne(place);
            }

            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        ParallelWork.ForEach(chosen, options, HashOne);
    }

    private static FileDigest Hash(SourceFile file, SafeFileHandle handle, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int first = RandomAccess.Read(handle, buffer, 0);
            FileDigest digest = first == file.Status.SizeInBytes
                ? new FileDigest(SHA256.HashData(buffer.AsSpan(0, first)))
                : HashRest(handle, buffer, first, file.Status.SizeInBytes, cancellationToken);
            return file.IsUnchanged(FileStatus.Of(handle, file.Path)) ? digest : throw Changed(file);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What grows faster than it is read does not end; the bytes beyond its size show that it changed.</summary>
    private static FileDigest HashRest(SafeFileHandle handle, byte[] buffer, int count, long size, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long offset = 0;
        while (count > 0 && offset <= size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
            offset += count;
            count = RandomAccess.Read(handle, buffer, offset);
        }

        return new FileDigest(hash.GetHashAndReset());
    }

    /// <summary>The error for a file that is not what it was when it was looked at.</summary>
    public static InputException Changed(SourceFile file) =>
        new($"\"{file.Path}\" changed while it was being read", "build again when nothing writes to it any more");
}
