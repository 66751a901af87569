using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Builder.Images;

/// <summary>Opens registries as the options say; nothing happens before one is needed.</summary>
/// <param name="options">The build's options.</param>
/// <param name="transfers">Hears of what is pushed; null where nobody does.</param>
internal sealed class RegistryAccess(BuildOptions options, ITransferListener? transfers) : IDisposable
{
    private readonly Lazy<RegistryClient> _client =
        new(() => new RegistryClient(new RegistryOptions { InsecureRegistries = options.InsecureRegistries }));

    /// <summary>Opens the repository of an image.</summary>
    public IImageSource Open(ImageReference reference) => new LazySource(() => new RegistryImageSource(_client.Value, reference));

    /// <summary>Pushes an image whose blobs are all in the store.</summary>
    public void Push(ImageReference target, Oci.Model.Descriptor manifest, ContentStore content, CancellationToken cancellationToken) =>
        new RegistryPusher(_client.Value, blob => Open(blob, target, content)).Push(target, manifest, cancellationToken);

    private TransferStream Open(Oci.Model.Descriptor blob, ImageReference target, ContentStore content) =>
        new(content.OpenBlob(blob), Transfer.Begin(transfers, $"pushing {blob.Digest.Short} to {target.Name}", blob.SizeInBytes), owns: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private sealed class LazySource(Func<IImageSource> open) : IImageSource
    {
        private readonly Lazy<IImageSource> _source = new(open);

        public ResolvedImage Resolve(string? tagOrDigest, Oci.Model.Platform platform, CancellationToken cancellationToken) =>
            _source.Value.Resolve(tagOrDigest, platform, cancellationToken);

        public Stream OpenBlob(Oci.Model.Descriptor descriptor, CancellationToken cancellationToken) =>
            _source.Value.OpenBlob(descriptor, cancellationToken);

        public void Dispose()
        {
            if (_source.IsValueCreated)
            {
                _source.Value.Dispose();
            }
        }
    }
}
