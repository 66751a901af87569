using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>An image whose layers can be looked into: of the store, a layout, an archive or a registry.</summary>
public sealed class OpenedImage : IDisposable
{
    private readonly Lazy<Workspace> _workspace;
    private readonly BaseImages _images;
    private readonly LayerStore _layers;
    private readonly BaseImage _image;

    private OpenedImage(Lazy<Workspace> workspace, BaseImages images, LayerStore layers, BaseImage image) =>
        (_workspace, _images, _layers, _image) = (workspace, images, layers, image);

    /// <summary>The digest of the manifest.</summary>
    public Digest Digest => _image.Digest;

    /// <summary>The config.</summary>
    public ImageConfig Config => _image.Config;

    /// <summary>The layers, lowest first.</summary>
    public ImmutableArray<Layer> Layers => _image.Layers;

    /// <summary>Opens an image.</summary>
    /// <param name="options">The store, the platform and the registries.</param>
    /// <param name="name">A name or ID of the store, <c>oci-layout://DIR[:TAG]</c>, <c>docker-archive://FILE</c>, or a name that a registry knows.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="BuildException">There is no such image.</exception>
    public static OpenedImage Open(BuildOptions options, string name, CancellationToken cancellationToken)
    {
        StateDirectory state = new(options.StateDirectory);
        state.Create();
        Lazy<Workspace> workspace = new(() => Workspace.Create(state, cancellationToken));
        ContentStore content = new(state.Images, () => workspace.Value.HostPath);
        BaseImages images = new(options, state, new ImageStore(content), workspace);
        return new OpenedImage(workspace, images, new LayerStore(state, content, workspace), images.Open(name, options.Platform, cancellationToken));
    }

    /// <summary>The listing of a layer.</summary>
    public LayerIndex Index(Layer layer, CancellationToken cancellationToken) => _layers.Index(layer, cancellationToken);

    /// <summary>Opens a layer's uncompressed tar.</summary>
    /// <returns>A stream that the caller disposes.</returns>
    public Stream OpenTar(Layer layer, CancellationToken cancellationToken) => _layers.OpenTar(layer, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        if (_workspace.IsValueCreated)
        {
            _workspace.Value.Dispose();
        }
    }
}
