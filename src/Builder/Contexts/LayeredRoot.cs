using System.Buffers;
using System.Collections.Immutable;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>A root file system that exists only as layers; nothing is unpacked.</summary>
public sealed class LayeredRoot : IRootView
{
    private const int RootMode = 0x1ED;
    private const int BufferSize = 128 * 1024;

    private readonly ImmutableArray<RootLayer> _layers;

    /// <summary>Makes a root.</summary>
    /// <param name="layers">The layers, topmost first.</param>
    public LayeredRoot(ImmutableArray<RootLayer> layers) => _layers = layers;

    /// <summary>Whether unpacking would give just what this shows; otherwise the layers have to be unpacked.</summary>
    public bool IsExact => _layers.All(layer => layer.Index.IsExact);

    /// <inheritdoc/>
    public LayerEntry? TryGet(string path)
    {
        LayerEntry? implied = path.Length == 0 ? LayerEntry.Directory("", RootMode, default) : null;
        foreach (RootLayer layer in _layers)
        {
            if (layer.Index.TryGet(path, out LayerEntry? entry, out _))
            {
                if (entry.Kind != FileKind.Directory && implied is not null)
                {
                    return implied;
                }

                if (!entry.IsImplied)
                {
                    return entry;
                }

                implied ??= entry;
            }

            if (path.Length > 0 && layer.Index.Hides(path))
            {
                return implied;
            }
        }

        return implied;
    }

    /// <inheritdoc/>
    public byte[] ReadFile(LayerEntry file, int limitInBytes)
    {
        foreach (RootLayer layer in _layers)
        {
            if (layer.Index.TryGet(file.Path, out LayerEntry? entry, out long offset))
            {
                return entry.HardLinkTo is { } first && layer.Index.TryGet(first, out LayerEntry? linked, out offset)
                    ? Read(layer, linked, offset, limitInBytes)
                    : Read(layer, entry, offset, limitInBytes);
            }
        }

        throw new InvalidContentException($"\"/{file.Path}\" is in no layer");
    }

    private static byte[] Read(RootLayer layer, LayerEntry entry, long offset, int limitInBytes)
    {
        if (offset < 0 || entry.SizeInBytes > limitInBytes)
        {
            throw new InputException($"\"/{entry.Path}\" is no file of at most {limitInBytes} bytes");
        }

        using Stream tar = layer.OpenTar();
        Skip(tar, offset);
        byte[] content = new byte[entry.SizeInBytes];
        return tar.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length
            ? content
            : throw new InvalidContentException($"the layer that holds \"/{entry.Path}\" is cut off");
    }

    private static void Skip(Stream tar, long count)
    {
        if (tar.CanSeek)
        {
            tar.Seek(count, SeekOrigin.Current);
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read = 1;
            while (count > 0 && read > 0)
            {
                read = tar.Read(buffer, 0, (int)Math.Min(count, buffer.Length));
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
