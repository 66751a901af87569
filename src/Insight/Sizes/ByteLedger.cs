using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Sizes;

/// <summary>Lays the listings of layers on each other and keeps account of every file's bytes.</summary>
internal sealed class ByteLedger
{
    private readonly Dictionary<string, FileBody> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly DiveScore _dive = new();

    /// <summary>The contents of all layers, in order.</summary>
    public List<FileBody> Bodies { get; } = [];

    /// <summary>The account of each layer.</summary>
    public List<LayerAccount> Accounts { get; } = [];

    /// <summary>What dive would call the efficiency: from 0 to 1.</summary>
    public double DiveEfficiency => _dive.Value;

    /// <summary>The paths that are seen at the end, with their contents.</summary>
    public IReadOnlyDictionary<string, FileBody> Files => _files;

    /// <summary>Adds the next layer.</summary>
    public void Add(LayerIndex index)
    {
        LayerAccount account = new();
        Accounts.Add(account);
        List<LayerEntry> entries = [.. index.All()];
        foreach (LayerEntry entry in entries)
        {
            if (entry.IsMarker)
            {
                Apply(entry.Path, account);
            }
        }

        foreach (LayerEntry entry in entries)
        {
            if (!entry.IsMarker)
            {
                Apply(entry, account);
            }
        }
    }

    private void Apply(string marker, LayerAccount account)
    {
        string directory = EntryPath.ParentOf(marker);
        string name = marker[(marker.LastIndexOf('/') + 1)..];
        if (name == Whiteouts.OpaqueName)
        {
            RemoveBelow(directory, account);
            return;
        }

        string path = EntryPath.Join(directory, name[Whiteouts.Prefix.Length..]);
        _dive.Deleted(path, _directories.Contains(path) ? SizeBelow(path) : 0);
        RemoveBelow(path, account);
        _directories.Remove(path);
        account.Deleted += Remove(path, null);
    }

    private void Apply(LayerEntry entry, LayerAccount account)
    {
        if (entry.Kind == FileKind.Directory)
        {
            _directories.Add(entry.Path);
            account.Deleted += Remove(entry.Path, null);
            return;
        }

        if (_directories.Remove(entry.Path))
        {
            RemoveBelow(entry.Path, account);
        }

        _dive.Seen(entry.Path, entry.SizeInBytes);
        FileBody? body = BodyOf(entry, account);
        bool isKnown = _files.ContainsKey(entry.Path);
        long removed = Remove(entry.Path, entry.HardLinkTo is null ? body : null);
        if (body is null || entry.HardLinkTo is not null)
        {
            account.Deleted += removed;
        }
        else
        {
            (account.Added, account.Changed) = isKnown ? (account.Added, account.Changed + body.SizeInBytes) : (account.Added + body.SizeInBytes, account.Changed);
        }

        if (body is not null)
        {
            _files[entry.Path] = body;
        }
    }

    private FileBody? BodyOf(LayerEntry entry, LayerAccount account)
    {
        if (entry.HardLinkTo is { } target)
        {
            FileBody? linked = _files.GetValueOrDefault(target);
            if (linked is not null)
            {
                linked.Names++;
            }

            return linked;
        }

        if (entry.Kind != FileKind.Regular)
        {
            return null;
        }

        account.Files++;
        FileBody body = new(Accounts.Count - 1, entry.Path, entry.SizeInBytes);
        Bodies.Add(body);
        return body;
    }

    /// <summary>Takes a path away.</summary>
    /// <returns>The bytes that nobody sees any more.</returns>
    private long Remove(string path, FileBody? replacedBy)
    {
        if (!_files.Remove(path, out FileBody? body) || --body.Names > 0)
        {
            return 0;
        }

        (body.HiddenBy, body.ReplacedBy) = (Accounts.Count - 1, replacedBy);
        return body.SizeInBytes;
    }

    private void RemoveBelow(string directory, LayerAccount account)
    {
        if (directory.Length > 0 && !_directories.Contains(directory))
        {
            return;
        }

        string prefix = directory.Length == 0 ? "" : directory + "/";
        foreach (string path in (string[])[.. _files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))])
        {
            account.Deleted += Remove(path, null);
        }

        _directories.RemoveWhere(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length);
    }

    private long SizeBelow(string directory)
    {
        string prefix = directory + "/";
        HashSet<FileBody> bodies = [];
        foreach ((string path, FileBody body) in _files)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal) && body.Path == path)
            {
                bodies.Add(body);
            }
        }

        long size = 0;
        foreach (FileBody body in bodies)
        {
            size += body.SizeInBytes;
        }

        return size;
    }
}
