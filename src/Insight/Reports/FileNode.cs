using Sharpbuild.Insight.Layers;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Reports;

/// <summary>A file or directory in the tree of a layer, in the form that the page reads: <c>[name, kind, size, children]</c>.</summary>
internal sealed class FileNode
{
    private const string Directory = "d";

    private readonly string _name;
    private string _kind = Directory;
    private long _size;
    private List<FileNode>? _children;

    private FileNode(string name) => _name = name;

    /// <summary>The tree of a layer's files, which come sorted, each directory before what is in it.</summary>
    public static FileNode TreeOf(IEnumerable<LayerFile> files)
    {
        FileNode root = new("") { _children = [] };
        foreach (LayerFile file in files)
        {
            root.Add(file);
        }

        return root;
    }

    /// <summary>Writes what is in the directory as an array.</summary>
    public void WriteChildren(CanonicalJsonWriter json)
    {
        json.BeginArray();
        foreach (FileNode child in _children!)
        {
            json.BeginArray().String(child._name).String(child._kind).Number(child._size);
            if (child._children is not null)
            {
                child.WriteChildren(json);
            }

            json.EndArray();
        }

        json.EndArray();
    }

    private void Add(LayerFile file)
    {
        FileNode node = this;
        foreach (string name in file.Path.Split('/'))
        {
            node._size += file.Entry.SizeInBytes;
            node._children ??= [];
            FileNode? last = node._children.Count == 0 ? null : node._children[^1];
            if (last?._name != name)
            {
                last = new FileNode(name);
                node._children.Add(last);
            }

            node = last;
        }

        node._size = file.Entry.SizeInBytes;
        if (file.Change == FileChange.Removed || file.Entry.Kind != FileKind.Directory)
        {
            node._kind = KindOf(file);
        }
        else
        {
            node._children ??= [];
        }
    }

    private static string KindOf(LayerFile file) => file.IsHidden ? "w" : file.Change switch
    {
        FileChange.Added => "a",
        FileChange.Changed => "c",
        _ => "r",
    };
}
