using System.Collections.Concurrent;
using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Store;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>Finds the images that stages start from: in the own store, in layouts and archives, in registries.</summary>
internal sealed class BaseImages(
    BuildOptions options, StateDirectory state, ImageStore store, Lazy<Workspace> workspace, ITransferListener? transfers = null) : IDisposable
{
    private const string LayoutScheme = "oci-layout://";
    private const string ArchiveScheme = "docker-archive://";
    private const string ImageScheme = "docker-image://";

    private readonly ConcurrentDictionary<string, Lazy<BaseImage>> _images = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<IImageSource> _sources = [];
    private readonly RegistryAccess _registries = new(options, transfers);
    private readonly ReferenceRecords _records = new(state, store.Content, workspace);

    /// <summary>Finds an image; its layers are fetched only when somebody reads them.</summary>
    /// <exception cref="BuildException">There is no such image.</exception>
    public BaseImage Resolve(BaseReference reference, Platform platform, CancellationToken cancellationToken)
    {
        string source = reference switch
        {
            BaseReference.NamedContext { IsImage: true } named => named.Source,
            BaseReference.Image image => ImageScheme + image.Reference,
            _ => throw new BuildException($"{reference} is no image"),
        };
        try
        {
            return _images.GetOrAdd($"{source} {platform}", _ => new Lazy<BaseImage>(() => Find(source, platform, cancellationToken))).Value;
        }
        catch (ImageNotFoundException missing)
        {
            throw new BuildException(missing.Message, help: null, missing);
        }
    }

    /// <summary>Finds an image that the command line names: by name or ID, or by the path of a layout or an archive.</summary>
    /// <exception cref="BuildException">There is no such image.</exception>
    public BaseImage Open(string image, Platform platform, CancellationToken cancellationToken)
    {
        bool hasScheme = new BaseReference.NamedContext(image, image).IsImage;
        if (!hasScheme && store.Resolve(image) is { } entry)
        {
            return Describe(store.Open(entry.Descriptor, platform), new StoreImageSource(store));
        }

        if (!hasScheme && !image.StartsWith('.') && !image.StartsWith('/') && Directory.Exists(image))
        {
            throw new BuildException($"\"{image}\" is a directory: write ./{image} or {LayoutScheme}{image}");
        }

        string source = hasScheme ? image : (SchemeOf(image) ?? ImageScheme) + image;
        try
        {
            return Resolve(new BaseReference.NamedContext(image, source), platform, cancellationToken);
        }
        catch (RegistryException failure) when (source.StartsWith(ImageScheme, StringComparison.Ordinal))
        {
            throw new BuildException($"the store has no image \"{image}\", and {failure.Message}", "sharpbuild images lists what the store has", failure);
        }
    }

    /// <summary>Pushes an image whose blobs are all in the store.</summary>
    public void Push(ImageReference target, Descriptor manifest, CancellationToken cancellationToken) =>
        _registries.Push(target, manifest, store.Content.OpenBlob, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IImageSource source in _sources)
        {
            source.Dispose();
        }

        _registries.Dispose();
    }

    private BaseImage Find(string source, Platform platform, CancellationToken cancellationToken)
    {
        if (source.StartsWith(LayoutScheme, StringComparison.Ordinal))
        {
            (string hostPath, string? tagOrDigest) = SplitLayout(source[LayoutScheme.Length..]);
            IImageSource layout = Own(OciLayoutReader.Open(hostPath));
            return Describe(layout.Resolve(tagOrDigest, platform, cancellationToken), layout);
        }

        if (source.StartsWith(ArchiveScheme, StringComparison.Ordinal))
        {
            (string hostPath, string? tag) = SplitLayout(source[ArchiveScheme.Length..]);
            IImageSource archive = Own(DockerArchiveReader.Open(hostPath));
            return Describe(archive.Resolve(tag, platform, cancellationToken), archive);
        }

        string text = source[ImageScheme.Length..];
        return ImageReference.TryParse(text, out ImageReference? reference)
            ? FindImage(reference, platform, cancellationToken)
            : throw new BuildException($"\"{text}\" is not an image reference", "write for example debian:12 or registry.example/team/app@sha256:…");
    }

    private BaseImage FindImage(ImageReference reference, Platform platform, CancellationToken cancellationToken)
    {
        if (store.Resolve(reference.ToString()) is { } entry)
        {
            return Describe(store.Open(entry.Descriptor, platform), new StoreImageSource(store));
        }

        IImageSource registry = Own(_registries.Open(reference));
        ResolvedImage? known = options.Pull == PullPolicy.Always ? null : _records.TryGet(reference, platform);
        if (known is null && options.Pull == PullPolicy.Never)
        {
            throw new BuildException($"image \"{reference.ToFamiliarString()}\" is not in the store and --pull=never is set");
        }

        if (known is null)
        {
            known = registry.Resolve(reference.TagOrDigest, platform, cancellationToken);
            _records.Put(reference, platform, known);
        }

        return Describe(known, registry);
    }

    private static BaseImage Describe(ResolvedImage image, IImageSource source)
    {
        if (image.Config.DiffIds.Length != image.Manifest.Layers.Length)
        {
            throw new InvalidContentException($"image {image.ManifestDescriptor.Digest} has {image.Manifest.Layers.Length} layers, but its config names {image.Config.DiffIds.Length}");
        }

        ImmutableArray<Layer>.Builder layers = ImmutableArray.CreateBuilder<Layer>(image.Manifest.Layers.Length);
        for (int index = 0; index < image.Manifest.Layers.Length; index++)
        {
            Digest diffId = image.Config.DiffIds[index];
            layers.Add(new Layer(diffId, diffId.ToString(), image.Manifest.Layers[index], source));
        }

        return new BaseImage(image.ManifestDescriptor.Digest, image.Config, layers.ToImmutable());
    }

    /// <summary>The scheme of a path, or null where nothing lies at it.</summary>
    private static string? SchemeOf(string path)
    {
        string hostPath = Path.Exists(path) ? path : SplitLayout(path).HostPath;
        bool isPath = path.StartsWith('/') || path.StartsWith('.') || File.Exists(hostPath);
        return !isPath || !Path.Exists(hostPath) ? null
            : OciLayoutReader.IsLayout(hostPath) ? LayoutScheme
            : ArchiveScheme;
    }

    private static (string HostPath, string? TagOrDigest) SplitLayout(string text)
    {
        int at = text.LastIndexOf('@');
        if (at > 0)
        {
            return (text[..at], text[(at + 1)..]);
        }

        int colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf('/') && colon > 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    private IImageSource Own(IImageSource source)
    {
        _sources.Add(source);
        return source;
    }
}
