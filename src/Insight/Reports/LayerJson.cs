using Sharpbuild.Insight.Layers;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Reports;

/// <summary>The layers of an image in the form that the page reads: what each did, in numbers and as a tree.</summary>
internal static class LayerJson
{
    /// <summary>Writes an array with one object for each layer; an empty one where there are none to be had.</summary>
    public static void Write(CanonicalJsonWriter json, LayerStack? stack)
    {
        json.BeginArray();
        IReadOnlyList<IReadOnlyList<LayerFile>> all = stack is null ? [] : LayerOverlay.Of(stack);
        for (int i = 0; i < all.Count; i++)
        {
            ImageLayer layer = stack!.Layers[i];
            IReadOnlyList<LayerFile> files = all[i];
            json.BeginObject()
                .Name("diffId").String(layer.DiffId.ToString())
                .Name("createdBy").String(layer.CreatedBy)
                .Name("size").Number(layer.SizeInBytes);
            Count(json, "added", files, static file => file.Change == FileChange.Added);
            Count(json, "changed", files, static file => file.Change == FileChange.Changed);
            Count(json, "removed", files, static file => file.Change == FileChange.Removed);
            Count(json, "wasted", files, static file => file.IsHidden);
            json.Name("tree");
            FileNode.TreeOf(files).WriteChildren(json);
            json.EndObject();
        }

        json.EndArray();
    }

    private static void Count(CanonicalJsonWriter json, string name, IReadOnlyList<LayerFile> files, Predicate<LayerFile> belongs)
    {
        int count = 0;
        long bytes = 0;
        foreach (LayerFile file in files)
        {
            if ((file.Entry.Kind != FileKind.Directory || file.Change == FileChange.Removed) && belongs(file))
            {
                count++;
                bytes += file.Entry.SizeInBytes;
            }
        }

        json.Name(name).BeginObject().Name("files").Number(count).Name("bytes").Number(bytes).EndObject();
    }
}
