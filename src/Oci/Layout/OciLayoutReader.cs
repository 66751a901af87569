using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>Reads an OCI image layout that others wrote: a directory or a tar archive.</summary>
/// <remarks>Paths are made of digests alone; blobs are opened without following links and checked while they are read.</remarks>
public sealed class OciLayoutReader : IArtifactSource
{
    private readonly string _hostPath;
    private readonly DirectoryHandle? _directory;
    private readonly ArchiveFiles? _archive;

    private OciLayoutReader(string hostPath, DirectoryHandle? directory, ArchiveFiles? archive)
    {
        _hostPath = hostPath;
        _directory = directory;
        _archive = archive;
    }

    /// <summary>Whether a path is a directory, or a tar archive that holds a layout.</summary>
    /// <exception cref="InvalidContentException">It is a file, but no tar archive.</exception>
    public static bool IsLayout(string hostPath)
    {
        if (Directory.Exists(hostPath))
        {
            return true;
        }

        using ArchiveFiles archive = new(hostPath);
        return archive.SizeOf(LayoutFiles.Marker) is not null;
    }

    /// <summary>Opens a layout.</summary>
    /// <param name="hostPath">A directory or a tar archive.</param>
    /// <exception cref="ImageNotFoundException">There is nothing.</exception>
    /// <exception cref="InvalidContentException">It is no layout.</exception>
    public static OciLayoutReader Open(string hostPath)
    {
        bool isDirectory = Directory.Exists(hostPath);
        if (!isDirectory && !File.Exists(hostPath))
        {
            throw new ImageNotFoundException($"\"{hostPath}\" does not exist");
        }

        OciLayoutReader reader = isDirectory
            ? new(hostPath, DirectoryHandle.OpenHost(hostPath), null)
            : new(hostPath, null, new ArchiveFiles(hostPath));
        try
        {
            reader.CheckMarker();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads the index.</summary>
    /// <exception cref="InvalidContentException">It is missing or malformed.</exception>
    public ImageIndex ReadIndex() => ManifestJson.ReadIndex(ReadFile(LayoutFiles.Index, DocumentLimits.Manifest), MediaTypes.OciIndex);

    /// <inheritdoc/>
    public ResolvedImage Resolve(string? tagOrDigest, Platform platform, CancellationToken cancellationToken) =>
        ImageResolver.Resolve(Find(tagOrDigest, platform), platform, Read);

    /// <inheritdoc/>
    public FetchedManifest GetManifest(string? tagOrDigest, CancellationToken cancellationToken)
    {
        Descriptor root = Find(tagOrDigest, Platform.Host);
        return new FetchedManifest(root, Read(root, DocumentLimits.Manifest));
    }

    /// <inheritdoc/>
    public byte[] ReadDocument(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken) => Read(descriptor, maxBytes);

    /// <inheritdoc/>
    public Stream OpenBlob(Descriptor descriptor, CancellationToken cancellationToken)
    {
        Stream blob = OpenRaw(descriptor.Digest);
        if (blob.Length != descriptor.SizeInBytes)
        {
            long actual = blob.Length;
            blob.Dispose();
            throw new InvalidContentException($"blob {descriptor.Digest} has {actual} bytes, but its size should be {descriptor.SizeInBytes}");
        }

        return new VerifyingStream(blob, descriptor.Digest, descriptor.SizeInBytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _directory?.Dispose();
        _archive?.Dispose();
    }

    private Descriptor Find(string? tagOrDigest, Platform platform)
    {
        ImageIndex index = ReadIndex();
        return Digest.TryParse(tagOrDigest, out Digest digest)
            && !index.Manifests.Any(entry => entry.Digest == digest)
            && SizeOf(digest) is { } size
            ? new Descriptor("", digest, size)
            : LayoutIndex.Select(index, tagOrDigest, platform, $"layout \"{_hostPath}\"");
    }

    private byte[] Read(Descriptor descriptor, int maxBytes)
    {
        using Stream blob = OpenRaw(descriptor.Digest);
        return DocumentStream.ReadFile(blob, descriptor, maxBytes);
    }

    private void CheckMarker()
    {
        byte[] marker = ReadFile(LayoutFiles.Marker, 1024 * 1024);
        if (!LayoutMarker.IsSupported(marker))
        {
            throw new InvalidContentException($"\"{_hostPath}\" is an OCI image layout of a version that is not supported");
        }
    }

    private byte[] ReadFile(string name, int maxBytes)
    {
        if (_archive is not null)
        {
            return _archive.Read(name, maxBytes);
        }

        if (_directory!.TryGetStatus(name, follow: true) is not { IsRegular: true } status)
        {
            throw new InvalidContentException($"\"{_hostPath}\" is not an OCI image layout: it has no \"{name}\"");
        }

        using FileStream file = new(_directory.OpenFile(name), FileAccess.Read, bufferSize: 0);
        return status.SizeInBytes <= maxBytes
            ? DocumentStream.Read(file, maxBytes, $"\"{name}\" in \"{_hostPath}\"")
            : throw new InvalidContentException($"\"{name}\" in \"{_hostPath}\" has more than {maxBytes} bytes");
    }

    private long? SizeOf(Digest digest) => _archive is not null
        ? _archive.SizeOf(LayoutFiles.PathOf(digest))
        : _directory!.TryGetStatus(LayoutFiles.PathOf(digest)) is { IsRegular: true } status ? status.SizeInBytes : null;

    private Stream OpenRaw(Digest digest)
    {
        if (_archive is not null)
        {
            return _archive.Open(LayoutFiles.PathOf(digest));
        }

        if (_directory!.TryGetStatus(LayoutFiles.PathOf(digest)) is not { IsRegular: true })
        {
            throw new InvalidContentException($"blob {digest} is missing from \"{_hostPath}\"");
        }

        using DirectoryHandle blobs = _directory.OpenDirectory($"blobs/{digest.Algorithm}");
        SafeFileHandle file = blobs.OpenChildFile(digest.Hex);
        return new FileStream(file, FileAccess.Read, bufferSize: 0);
    }
}
