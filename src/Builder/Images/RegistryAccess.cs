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

    /// <summary>Opens the repository of an image or another artifact.</summary>
    public IArtifactSource Open(ImageReference reference) => new LazySource(() => new RegistryImageSource(_client.Value, reference));

    /// <summary>Pushes an image or another artifact.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="manifest">Its manifest or index.</param>
    /// <param name="openBlob">Opens documents, and layers if the registry needs them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Push(ImageReference target, Oci.Model.Descriptor manifest, Func<Oci.Model.Descriptor, Stream> openBlob, CancellationToken cancellationToken) =>
        new RegistryPusher(_client.Value, blob => Watch(blob, openBlob(blob), target)).Push(target, manifest, cancellationToken);

    private TransferStream Watch(Oci.Model.Descriptor blob, Stream content, ImageReference target) =>
        new(content, Transfer.Begin(transfers, $"pushing {blob.Digest.Short} to {target.Name}", blob.SizeInBytes), owns: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private sealed class LazySource(Func<IArtifactSource> open) : IArtifactSource
    {
        private readonly Lazy<IArtifactSource> _source = new(open);

        public ResolvedImage Resolve(string? tagOrDigest, Oci.Model.Platform platform, CancellationToken cancellationToken) =>
            _source.Value.Resolve(tagOrDigest, platform, cancellationToken);

        public FetchedManifest GetManifest(string? tagOrDigest, CancellationToken cancellationToken) => _source.Value.GetManifest(tagOrDigest, cancellationToken);

        public byte[] ReadDocument(Oci.Model.Descriptor descriptor, int maxBytes, CancellationToken cancellationToken) =>
            _source.Value.ReadDocument(descriptor, maxBytes, cancellationToken);

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
