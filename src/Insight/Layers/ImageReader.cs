using System.Collections.Immutable;

using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Store;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Insight.Layers;

/// <summary>Reads the layers of images of the store; listings that builds left are used as they are.</summary>
public sealed class ImageReader : IDisposable
{
    private readonly ContentStore _content;
    private readonly ImageStore _store;
    private readonly LayerStore _layers;
    private readonly Lazy<Workspace> _workspace;

    /// <summary>Opens the store.</summary>
    public ImageReader(StateDirectory state)
    {
        _workspace = new Lazy<Workspace>(() => Workspace.Create(state, CancellationToken.None));
        _content = new ContentStore(state.Images, () => _workspace.Value.HostPath);
        _store = new ImageStore(_content);
        _layers = new LayerStore(state, _content, _workspace);
    }

    /// <summary>The listings of layers, or null where one is not in the store; no layer is read for it.</summary>
    public ImmutableArray<LayerIndex>? TryListings(IEnumerable<string> diffIds)
    {
        ImmutableArray<LayerIndex>.Builder listings = ImmutableArray.CreateBuilder<LayerIndex>();
        foreach (string text in diffIds)
        {
            if (!Digest.TryParse(text, out Digest diffId) || _layers.TryIndex(diffId) is not { } listing)
            {
                return null;
            }

            listings.Add(listing);
        }

        return listings.ToImmutable();
    }

    /// <summary>The layers of an image.</summary>
    /// <exception cref="InvalidContentException">The manifest, the config or a layer is not in the store, or is damaged.</exception>
    public LayerStack Read(Descriptor manifest, CancellationToken cancellationToken)
    {
        ResolvedImage image = _store.Open(manifest, manifest.Platform ?? Platform.Host);
        ImmutableArray<string> instructions = [.. image.Config.History.Where(entry => !entry.EmptyLayer).Select(entry => entry.CreatedBy ?? "")];
        ImmutableArray<ImageLayer>.Builder layers = ImmutableArray.CreateBuilder<ImageLayer>();
        for (int i = 0; i < image.Manifest.Layers.Length; i++)
        {
            Descriptor blob = image.Manifest.Layers[i];
            Digest diffId = image.Config.DiffIds[i];
            Layer layer = new(diffId, diffId.ToString(), blob, Origin: null);
            string instruction = instructions.Length == image.Manifest.Layers.Length ? instructions[i] : "";
            layers.Add(new ImageLayer(diffId, blob.SizeInBytes, instruction, _layers.Index(layer, cancellationToken)));
        }

        return new LayerStack(layers.ToImmutable());
    }

    /// <summary>The layers of the image that a manifest describes, or null where the store does not have all of it.</summary>
    public LayerStack? TryRead(Digest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return _content.SizeOf(manifest) is { } size ? Read(new Descriptor(MediaTypes.OciManifest, manifest, size), cancellationToken) : null;
        }
        catch (InvalidContentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_workspace.IsValueCreated)
        {
            _workspace.Value.Dispose();
        }
    }
}
