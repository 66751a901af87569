using Sharpbuild.Builder.Images;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>Unpacks layers over each other into one directory, where no overlay can be mounted.</summary>
/// <param name="layers">Where the layers' bytes come from.</param>
internal sealed class MergedTree(LayerStore layers)
{
    /// <summary>Fills a directory.</summary>
    /// <param name="hostPath">The directory, empty.</param>
    /// <param name="chain">The layers, lowest first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public DirectoryHandle Make(string hostPath, ReadOnlySpan<Layer> chain, CancellationToken cancellationToken)
    {
        UpperDirectory.Prepare(hostPath, coveredHostPath: null);
        DirectoryHandle tree = DirectoryHandle.OpenHost(hostPath);
        foreach (Layer layer in chain)
        {
            foreach (LayerEntry entry in layers.Index(layer, cancellationToken).All())
            {
                if (entry.IsMarker)
                {
                    Remove(tree, entry.Path);
                }
            }

            using Stream tar = layers.OpenTar(layer, cancellationToken);
            LayerUnpacker.Unpack(tar, tree, new UnpackOptions(UnpackMode.MergedTree) { Name = $"layer {layer.Blob.Digest}" }, cancellationToken);
        }

        return tree;
    }

    /// <summary>Does what a marker of a layer says to the layers below it.</summary>
    private static void Remove(DirectoryHandle tree, string marker)
    {
        int slash = marker.LastIndexOf('/');
        string directory = slash < 0 ? "" : marker[..slash];
        string name = marker[(slash + 1)..];
        if (tree.TryGetStatus(directory) is not { IsDirectory: true })
        {
            return;
        }

        if (name != Whiteouts.OpaqueName)
        {
            tree.RemoveTree(directory.Length == 0 ? name[Whiteouts.Prefix.Length..] : $"{directory}/{name[Whiteouts.Prefix.Length..]}");
            return;
        }

        using DirectoryHandle opaque = tree.OpenDirectory(directory);
        foreach (DirectoryEntry entry in opaque.ReadEntries())
        {
            opaque.RemoveChild(entry.Name);
        }
    }
}
