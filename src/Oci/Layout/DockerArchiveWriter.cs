using System.Collections.Immutable;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Oci.Layout;

/// <summary>Writes the archive that <c>docker load</c> reads: configs, uncompressed layers and <c>manifest.json</c>; equal calls give equal bytes.</summary>
/// <remarks>Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".</remarks>
public sealed class DockerArchiveWriter
{
    private readonly ArchiveWriter _archive;
    private readonly HashSet<Digest> _written = [];
    private readonly List<DockerArchiveJson.Image> _images = [];

    /// <summary>Writes to a stream, which stays open.</summary>
    public DockerArchiveWriter(Stream output) => _archive = new ArchiveWriter(output);

    /// <summary>Adds an image.</summary>
    /// <param name="config">The bytes of its config.</param>
    /// <param name="layers">Its layers, the lowest first.</param>
    /// <param name="names">Its names; only those with a tag are kept.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>The digest of the config, the image ID.</returns>
    public Digest Add(
        ReadOnlySpan<byte> config, IEnumerable<DockerArchiveLayer> layers, IEnumerable<ImageReference> names, CancellationToken cancellationToken)
    {
        ImmutableArray<string>.Builder paths = ImmutableArray.CreateBuilder<string>();
        foreach (DockerArchiveLayer layer in layers)
        {
            paths.Add(LayoutFiles.PathOf(layer.DiffId));
            if (_written.Add(layer.DiffId))
            {
                AddLayer(layer, cancellationToken);
            }
        }

        Digest id = Digest.Of(config);
        string configPath = LayoutFiles.PathOf(id);
        if (_written.Add(id))
        {
            _archive.Add(configPath, config);
        }

        ImmutableArray<string> tags = [.. names.Where(name => name.Tag is not null).Select(name => $"{name.FamiliarName}:{name.Tag}")];
        _images.Add(new DockerArchiveJson.Image(configPath, tags, paths.ToImmutable()));
        return id;
    }

    /// <summary>Writes <c>manifest.json</c> and the end of the archive.</summary>
    public void Finish()
    {
        _archive.Add("manifest.json", DockerArchiveJson.Write(_images));
        _archive.Finish();
    }

    private void AddLayer(DockerArchiveLayer layer, CancellationToken cancellationToken)
    {
        long size = layer.SizeInBytes ?? Count(layer, cancellationToken);
        using Stream content = layer.Open();
        _archive.Add(LayoutFiles.PathOf(layer.DiffId), size, content, cancellationToken);
    }

    private static long Count(DockerArchiveLayer layer, CancellationToken cancellationToken)
    {
        using Stream content = layer.Open();
        return StreamCopy.ToEnd(content, static _ => { }, cancellationToken);
    }
}
