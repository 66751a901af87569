using System.Buffers;
using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>What came on standard input or from an address: a Dockerfile, or a context as a tar archive.</summary>
public sealed class ContextInput : IDisposable
{
    private const int BufferSize = 128 * 1024;
    private const int MaxDockerfileSize = 16 * 1024 * 1024;

    private ContextInput(byte[]? dockerfile, TemporaryTree? files)
    {
        Dockerfile = dockerfile;
        Files = files;
    }

    /// <summary>The Dockerfile, or null where it was an archive.</summary>
    public byte[]? Dockerfile { get; }

    /// <summary>The SHA-256 of all that came on a stream; null where a file was read.</summary>
    public Digest? Digest { get; private init; }

    /// <summary>The unpacked archive, or null where it was a Dockerfile; disposed with this object.</summary>
    public TemporaryTree? Files { get; }

    /// <summary>Reads a stream to its end and tells by the content what it is.</summary>
    /// <param name="input">The stream.</param>
    /// <param name="temporary">Where an archive is unpacked. Stays with its owner.</param>
    /// <param name="name">How messages name the stream.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public static ContextInput Read(Stream input, DirectoryHandle temporary, string name, CancellationToken cancellationToken)
    {
        string spoolName = $"input-{Guid.NewGuid():N}";
        using SafeFileHandle spool = temporary.CreateFile(spoolName, 0x180);
        temporary.RemoveFile(spoolName);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            for (int count = input.Read(buffer); count > 0; count = input.Read(buffer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                RandomAccess.Write(spool, buffer.AsSpan(0, count), offset);
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        ContextInput read = Read(spool, temporary, name, cancellationToken);
        return new ContextInput(read.Dockerfile, read.Files) { Digest = Oci.Digest.FromSha256(hash.GetHashAndReset()) };
    }

    /// <summary>Tells by the content of a file what it is.</summary>
    /// <param name="file">The file. Stays with its owner.</param>
    /// <param name="temporary">Where an archive is unpacked. Stays with its owner.</param>
    /// <param name="name">How messages name the file.</param>
    /// <param name="cancellationToken">Stops between entries.</param>
    /// <exception cref="InputException">It is neither an archive nor short enough for a Dockerfile.</exception>
    public static ContextInput Read(SafeFileHandle file, DirectoryHandle temporary, string name, CancellationToken cancellationToken)
    {
        if (ArchiveDetector.IsArchive(file))
        {
            return new ContextInput(null, Unpack(file, temporary, name, cancellationToken));
        }

        long size = RandomAccess.GetLength(file);
        if (size > MaxDockerfileSize)
        {
            throw new InputException($"{name} is neither a tar archive nor a Dockerfile: it has {size} bytes");
        }

        byte[] content = new byte[size];
        int count = RandomAccess.Read(file, content, 0);
        return new ContextInput(content.AsSpan(0, count).ToArray(), null);
    }

    /// <inheritdoc/>
    public void Dispose() => Files?.Dispose();

    private static TemporaryTree Unpack(SafeFileHandle file, DirectoryHandle temporary, string name, CancellationToken cancellationToken)
    {
        TemporaryTree files = new(temporary);
        try
        {
            using FilePartStream compressed = new(file);
            using Stream tar = Decompressor.Open(compressed, name);
            UnpackOptions options = new(UnpackMode.LiteralTree) { KeepsOwners = false, Name = name };
            LayerUnpacker.Unpack(tar, files.Directory, options, cancellationToken);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }
}
