using System.Collections.Immutable;
using System.Security.Cryptography;

using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>Reads an archive that <c>docker save</c> or another tool wrote.</summary>
/// <remarks>Such an archive has no OCI manifest: one is made, with the layers as they lie in the archive, uncompressed as a rule.</remarks>
public sealed class DockerArchiveReader : IImageSource
{
    private readonly ArchiveFiles _files;
    private readonly ImmutableArray<DockerArchiveJson.Image> _images;
    private readonly Lock _pathsLock = new();
    private readonly Dictionary<Digest, string> _paths = [];

    private DockerArchiveReader(ArchiveFiles files, ImmutableArray<DockerArchiveJson.Image> images)
    {
        _files = files;
        _images = images;
    }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="ImageNotFoundException">There is no file.</exception>
    /// <exception cref="InvalidContentException">It is no such archive.</exception>
    public static DockerArchiveReader Open(string hostPath)
    {
        if (!File.Exists(hostPath))
        {
            throw new ImageNotFoundException($"\"{hostPath}\" does not exist");
        }

        ArchiveFiles files = new(hostPath);
        try
        {
            return new DockerArchiveReader(files, DockerArchiveJson.Read(files.Read("manifest.json", DocumentLimits.Manifest)));
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The names of all images.</summary>
    public IReadOnlyList<string> Names => [.. _images.SelectMany(image => image.RepoTags)];

    /// <inheritdoc/>
    public ResolvedImage Resolve(string? tagOrDigest, Platform platform, CancellationToken cancellationToken)
    {
        DockerArchiveJson.Image image = Find(tagOrDigest);
        byte[] configBytes = _files.Read(image.Config, DocumentLimits.Config);
        ImageConfig config = ConfigJson.Read(configBytes);
        if (config.DiffIds.Length != image.Layers.Length)
        {
            throw new InvalidContentException(
                $"image \"{image.Config}\" has {config.DiffIds.Length} DiffIDs, but manifest.json names {image.Layers.Length} layers");
        }

        Descriptor configDescriptor = Remember(new Descriptor(MediaTypes.OciConfig, Digest.Of(configBytes), configBytes.Length), image.Config);
        ImageManifest manifest = new(
            MediaTypes.OciManifest,
            configDescriptor,
            [.. image.Layers.Select((path, index) => Remember(Describe(path, config.DiffIds[index]), path))]);
        byte[] manifestBytes = ManifestJson.Write(manifest);
        Descriptor descriptor = new(MediaTypes.OciManifest, Digest.Of(manifestBytes), manifestBytes.Length);
        return new ResolvedImage(descriptor, manifestBytes, manifest, configBytes, config, descriptor);
    }

    /// <inheritdoc/>
    public Stream OpenBlob(Descriptor descriptor, CancellationToken cancellationToken)
    {
        lock (_pathsLock)
        {
            return _paths.TryGetValue(descriptor.Digest, out string? path)
                ? new VerifyingStream(_files.Open(path), descriptor.Digest, descriptor.SizeInBytes)
                : throw new InvalidContentException($"blob {descriptor.Digest} is missing from {_files.HostPath}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private DockerArchiveJson.Image Find(string? name)
    {
        if (name is null)
        {
            return _images.Length == 1
                ? _images[0]
                : throw new ImageNotFoundException($"{_files.HostPath} has {_images.Length} images: {string.Join(", ", Names)}");
        }

        return _images.FirstOrDefault(image => image.RepoTags.Any(tag => IsNamed(tag, name)))
            ?? throw new ImageNotFoundException($"{_files.HostPath} has no image \"{name}\"; it has {string.Join(", ", Names)}");
    }

    private static bool IsNamed(string present, string name) => present == name
        || (ImageReference.TryParse(present, out ImageReference? reference)
            && (reference.Tag == name || (ImageReference.TryParse(name, out ImageReference? wanted) && wanted.ToString() == reference.ToString())));

    /// <summary>Layers lie uncompressed, under their DiffID; some tools store them as the registry had them.</summary>
    private Descriptor Describe(string path, Digest diffId)
    {
        using Stream layer = _files.Open(path);
        Span<byte> start = stackalloc byte[4];
        int count = layer.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        CompressionKind compression = start[..count] switch
        {
            [0x1F, 0x8B, ..] => CompressionKind.Gzip,
            [0x28, 0xB5, 0x2F, 0xFD] => CompressionKind.Zstd,
            _ => CompressionKind.Uncompressed,
        };
        if (compression == CompressionKind.Uncompressed)
        {
            return new Descriptor(MediaTypes.OciLayer, diffId, layer.Length);
        }

        using Stream whole = _files.Open(path);
        return new Descriptor(MediaTypes.ForLayer(compression), Digest.FromSha256(SHA256.HashData(whole)), whole.Length);
    }

    private Descriptor Remember(Descriptor descriptor, string path)
    {
        lock (_pathsLock)
        {
            _paths[descriptor.Digest] = path;
        }

        return descriptor;
    }
}
