using System.Runtime.InteropServices;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>Collects a layer's entries for its index.</summary>
public sealed class LayerIndexBuilder
{
    private readonly List<byte> _records = new(64 * 1024);
    private readonly List<int> _offsets = [];
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal) { "" };
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);
    private string? _lastParent;

    /// <summary>Adds an entry; of entries with one path the last one counts.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="contentOffset">Where its content begins in the uncompressed stream, in bytes; -1 where it does not lie in one piece.</param>
    public void Add(LayerEntry entry, long contentOffset)
    {
        string parent = EntryPath.ParentOf(entry.Path);
        if (parent != _lastParent)
        {
            _parents.Add(parent);
            _lastParent = parent;
        }

        if (entry.Kind == FileKind.Directory)
        {
            _directories.Add(entry.Path);
        }

        _offsets.Add(_records.Count);
        IndexRecord.Write(_records, entry, contentOffset);
    }

    /// <summary>Adds the entry that a reader has just come to.</summary>
    public void Add(LayerReader reader, LayerEntry entry) => Add(entry with { IsMarker = Whiteouts.IsReserved(entry.Path) }, reader.ContentOffset);

    /// <summary>Makes the index of all entries so far.</summary>
    public LayerIndex Build()
    {
        AddImpliedDirectories();
        int[] order = [.. _offsets];
        if (!IsSorted(order))
        {
            // Equal paths stay in the order in which they were added, which is that of their offsets.
            Array.Sort(order, (left, right) => Compare(left, right) is not 0 and int difference ? difference : left.CompareTo(right));
        }

        return LayerIndex.From(CollectionsMarshal.AsSpan(_records), RemoveDoubles(order, out bool isExact), isExact);
    }

    private void AddImpliedDirectories()
    {
        Stack<string> missing = new(_parents.Where(parent => !_directories.Contains(parent)));
        while (missing.TryPop(out string? directory))
        {
            if (!_directories.Contains(directory))
            {
                missing.Push(EntryPath.ParentOf(directory));
                Add(LayerEntry.Directory(directory, 0x1ED, default) with { IsImplied = true }, -1);
            }
        }
    }

    private List<int> RemoveDoubles(int[] order, out bool isExact)
    {
        List<int> kept = new(order.Length);
        isExact = true;
        int leaf = -1;
        foreach (int offset in order)
        {
            if (kept.Count > 0 && Compare(kept[^1], offset) == 0)
            {
                isExact &= IndexRecord.IsDirectory(RecordAt(kept[^1])) == IndexRecord.IsDirectory(RecordAt(offset));
                kept[^1] = offset;
            }
            else
            {
                kept.Add(offset);
            }

            isExact &= leaf < 0 || !IndexOrder.IsBelow(PathAt(offset), PathAt(leaf));
            leaf = IndexRecord.IsDirectory(RecordAt(offset)) ? -1 : offset;
        }

        return kept;
    }

    private bool IsSorted(int[] order)
    {
        for (int i = 1; i < order.Length; i++)
        {
            if (Compare(order[i - 1], order[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private int Compare(int left, int right) => IndexOrder.Compare(PathAt(left), PathAt(right));

    private ReadOnlySpan<byte> RecordAt(int offset) => CollectionsMarshal.AsSpan(_records)[offset..];

    private ReadOnlySpan<byte> PathAt(int offset) => IndexRecord.PathOf(RecordAt(offset));
}
