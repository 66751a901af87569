using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sharpbuild.TestSupport;

/// <summary>Merges layer archives into one tree, by the OCI layer rules and with the framework's own tar reader.</summary>
public sealed class ImageLayers
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";
    private const string XattrKey = "SCHILY.xattr.";
    private readonly SortedDictionary<string, ImageEntry> _entries = new(StringComparer.Ordinal);

    public ImageLayers()
    {
    }

    public ImageLayers(ImageLayers lower) => _entries = new(lower._entries, StringComparer.Ordinal);

    /// <summary>Path without a leading slash to entry.</summary>
    public IReadOnlyDictionary<string, ImageEntry> Entries => _entries;

    /// <summary>Applies the next layer.</summary>
    public void Apply(Stream layer)
    {
        Dictionary<string, ImageEntry> added = new(StringComparer.Ordinal);
        List<string> order = [];
        using TarReader reader = new(layer, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            string name = Normalise(entry.Name);
            string file = name[(name.LastIndexOf('/') + 1)..];
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            if (file.StartsWith(Whiteout, StringComparison.Ordinal))
            {
                Hide(name[..^file.Length], file);
            }
            else if (name.Length > 0)
            {
                order.Add(name);
                added[name] = entry.EntryType == TarEntryType.HardLink ? Linked(added, Normalise(entry.LinkName)) : Read(entry);
            }
        }

        order.ForEach(name => Add(name, added[name]));
    }

    private ImageEntry Linked(Dictionary<string, ImageEntry> added, string target) => added.GetValueOrDefault(target) ?? _entries[target];

    private void Hide(string directory, string file)
    {
        if (file == Opaque)
        {
            RemoveBelow(directory);
            return;
        }

        string hidden = directory + file[Whiteout.Length..];
        _entries.Remove(hidden);
        RemoveBelow(hidden + "/");
    }

    private void Add(string name, ImageEntry entry)
    {
        for (int slash = name.IndexOf('/'); slash > 0; slash = name.IndexOf('/', slash + 1))
        {
            _entries.TryAdd(name[..slash], new ImageEntry('d', "0755", "0:0", "", 0, ""));
        }

        if (entry.Type != 'd' && _entries.TryGetValue(name, out ImageEntry? previous) && previous.Type == 'd')
        {
            RemoveBelow(name + "/");
        }

        _entries[name] = entry;
    }

    private void RemoveBelow(string prefix)
    {
        List<string> names = [.. _entries.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];
        names.ForEach(key => _entries.Remove(key));
    }

    private static string Normalise(string name)
    {
        string trimmed = name.Trim('/');
        return trimmed == "." ? "" : trimmed.StartsWith("./", StringComparison.Ordinal) ? trimmed[2..] : trimmed;
    }

    private static ImageEntry Read(TarEntry entry)
    {
        char type = Letter(entry.EntryType);
        string mode = type == 's' ? "-" : "0" + Convert.ToString((int)entry.Mode, 8).PadLeft(3, '0');
        string owner = string.Create(CultureInfo.InvariantCulture, $"{entry.Uid}:{entry.Gid}");
        return new ImageEntry(type, mode, owner, type == 'f' ? Content(entry) : "", entry.ModificationTime.ToUnixTimeSeconds(), Rest(entry, type));
    }

    private static string Content(TarEntry entry)
    {
        byte[] digest = entry.DataStream is { } content ? SHA256.HashData(content) : SHA256.HashData([]);
        return string.Create(CultureInfo.InvariantCulture, $"{entry.Length} {Convert.ToHexStringLower(digest)[..16]}");
    }

    private static string Rest(TarEntry entry, char type)
    {
        StringBuilder rest = new();
        if (type == 's')
        {
            rest.Append(" -> ").Append(entry.LinkName);
        }

        if (type is 'c' or 'b' && entry is PosixTarEntry device)
        {
            rest.Append(CultureInfo.InvariantCulture, $" dev {device.DeviceMajor}:{device.DeviceMinor}");
        }

        string xattrs = entry is PaxTarEntry pax ? string.Join(", ", pax.ExtendedAttributes
            .Where(pair => pair.Key.StartsWith(XattrKey, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"\"{pair.Key[XattrKey.Length..]}\": \"{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(pair.Value))}\"")) : "";
        return xattrs.Length > 0 ? rest.Append(" x{").Append(xattrs).Append('}').ToString() : rest.ToString();
    }

    private static char Letter(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => 'f',
        TarEntryType.Directory => 'd',
        TarEntryType.SymbolicLink => 's',
        TarEntryType.CharacterDevice => 'c',
        TarEntryType.BlockDevice => 'b',
        TarEntryType.Fifo => 'p',
        _ => throw new InvalidDataException($"a layer holds an entry of type {type}"),
    };
}
