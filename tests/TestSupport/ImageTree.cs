using System.Formats.Tar;

namespace Sharpbuild.TestSupport;

/// <summary>An ordered set of entries that becomes a layer or, unpacked by GNU tar, a directory.</summary>
public sealed class ImageTree
{
    private readonly SortedDictionary<string, PaxTarEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>The time of every entry added afterwards.</summary>
    public DateTimeOffset Time { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1700000000);

    /// <summary>Names in the order in which they are written: a directory before what it holds.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    public PaxTarEntry this[string name] => _entries[name];

    public ImageTree Directory(string name, int mode = 0b111_101_101) => Put(name, TarEntryType.Directory, mode, _ => { });

    public ImageTree File(string name, byte[] content, int mode = 0b110_100_100) =>
        Put(name, TarEntryType.RegularFile, mode, entry => entry.DataStream = new MemoryStream(content));

    public ImageTree Text(string name, string text, int mode = 0b110_100_100) => File(name, System.Text.Encoding.UTF8.GetBytes(text), mode);

    public ImageTree Symlink(string name, string target) => Put(name, TarEntryType.SymbolicLink, 0b111_111_111, entry => entry.LinkName = target);

    public ImageTree Hardlink(string name, string target) =>
        Put(name, TarEntryType.HardLink, (int)_entries[target].Mode, entry => entry.LinkName = target);

    /// <summary>Puts an entry in, in place of one with the same name; parents appear with mode 0755.</summary>
    public ImageTree Put(PaxTarEntry entry)
    {
        for (int slash = entry.Name.IndexOf('/'); slash > 0; slash = entry.Name.IndexOf('/', slash + 1))
        {
            if (!_entries.ContainsKey(entry.Name[..slash]))
            {
                Directory(entry.Name[..slash]);
            }
        }

        _entries[entry.Name] = entry;
        return this;
    }

    /// <summary>Takes an entry and everything below it out.</summary>
    public List<PaxTarEntry> Remove(string name)
    {
        List<string> names = [.. _entries.Keys.Where(key => key == name || key.StartsWith(name + "/", StringComparison.Ordinal))];
        List<PaxTarEntry> removed = names.ConvertAll(key => _entries[key]);
        names.ForEach(key => _entries.Remove(key));
        return removed;
    }

    /// <summary>Writes the tree as a tar archive in pax form.</summary>
    public void WriteTo(Stream destination)
    {
        using TarWriter writer = new(destination, TarEntryFormat.Pax, leaveOpen: true);
        foreach (PaxTarEntry entry in _entries.Values.OrderBy(e => e.EntryType == TarEntryType.HardLink))
        {
            if (entry.DataStream is { } content)
            {
                content.Position = 0;
            }

            writer.WriteEntry(entry);
        }
    }

    /// <summary>Makes the tree below <paramref name="hostPath"/>, owners, times and extended attributes included.</summary>
    public void Unpack(string hostPath)
    {
        System.IO.Directory.CreateDirectory(hostPath);
        if (_entries.Count == 0)
        {
            return;
        }

        using MemoryStream archive = new();
        WriteTo(archive);
        string[] arguments = ["-x", "-p", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-C", hostPath, "-f", "-"];
        ProcessRunner.Run("tar", arguments, new ProcessSettings { Input = archive.ToArray() }).Succeeded();
    }

    private ImageTree Put(string name, TarEntryType type, int mode, Action<PaxTarEntry> complete)
    {
        PaxTarEntry entry = new(type, name) { Mode = (UnixFileMode)mode, ModificationTime = Time };
        complete(entry);
        return Put(entry);
    }
}
