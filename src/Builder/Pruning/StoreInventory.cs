using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Builder.Pruning;

/// <summary>Lists what takes room in a store.</summary>
/// <param name="state">The state directory.</param>
/// <param name="store">Its images.</param>
public sealed class StoreInventory(StateDirectory state, ImageStore store)
{
    private readonly UsageTimes _times = new(new RecordStore(state));

    /// <summary>All entries, least recently used first.</summary>
    public List<StoreEntry> List()
    {
        List<StoreEntry> entries = [];
        AddBlobs(entries);
        AddChildren(entries, StoreEntryType.Snapshot, state.Snapshots);
        AddChildren(entries, StoreEntryType.CacheMount, state.Mounts);
        AddChildren(entries, StoreEntryType.LocalSource, state.Contexts);
        AddChildren(entries, StoreEntryType.HttpSource, Path.Join(state.HostPath, "cache", "downloads"));
        AddChildren(entries, StoreEntryType.GitSource, Path.Join(state.HostPath, "cache", "git"));
        entries.Sort(static (left, right) =>
        {
            int order = left.LastUsedAt.CompareTo(right.LastUsedAt);
            return order != 0 ? order : right.Depth.CompareTo(left.Depth);
        });
        return entries;
    }

    private void AddBlobs(List<StoreEntry> entries)
    {
        string directory = Path.Join(state.Images, "blobs", "sha256");
        if (!Directory.Exists(directory))
        {
            return;
        }

        Dictionary<string, string> compressed = CompressedForms();
        HashSet<Digest> unnamed = [.. store.UnreferencedBlobs([])];
        HashSet<Digest> rubbish = [.. store.UnreferencedBlobs(new StepCache(state, new Lazy<Workspace>()).ReferencedBlobs())];
        using DirectoryHandle blobs = DirectoryHandle.OpenHost(directory);
        foreach (Digest digest in store.Content.ListBlobs())
        {
            FileStatus status = blobs.GetChildStatus(digest.Hex);
            (DateTimeOffset At, int Depth)? use = _times.OfLayer(compressed.GetValueOrDefault(digest.Hex, digest.Hex));
            entries.Add(new StoreEntry(
                StoreEntryType.Regular,
                digest.ToString(),
                Path.Join(directory, digest.Hex),
                status.Blocks * DiskUsage.BlockSize,
                use?.At ?? TimeOf(status.ModifiedAt),
                unnamed.Contains(digest),
                !rubbish.Contains(digest),
                use?.Depth ?? 0));
        }
    }

    /// <summary>The DiffIDs of layers by the digests of their compressed forms.</summary>
    private Dictionary<string, string> CompressedForms()
    {
        Dictionary<string, string> forms = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(state.Compressed))
        {
            string name = Path.GetFileName(path);
            int dash = name.IndexOf('-', StringComparison.Ordinal);
            if (dash > 0 && AtomicFile.TryRead(path) is { } text && Digest.TryParse(Encoding.ASCII.GetString(text), out Digest digest))
            {
                forms[digest.Hex] = name[..dash];
            }
        }

        return forms;
    }

    private void AddChildren(List<StoreEntry> entries, string type, string hostPath)
    {
        if (!Directory.Exists(hostPath))
        {
            return;
        }

        using DirectoryHandle directory = DirectoryHandle.OpenHost(hostPath);
        foreach (DirectoryEntry child in directory.ReadEntries())
        {
            FileStatus status = directory.GetChildStatus(child.Name);
            (DateTimeOffset At, int Depth)? use = type == StoreEntryType.Snapshot ? _times.OfChain(child.Name) : null;
            UnixTime changed = type == StoreEntryType.CacheMount && directory.TryGetStatus(Path.Join(child.Name, CacheMountUse.FileName)) is { } used ? used.ModifiedAt : status.ChangedAt;
            entries.Add(new StoreEntry(
                type,
                child.Name,
                Path.Join(hostPath, child.Name),
                DiskUsage.SizeOf(directory, child.Name, status),
                use?.At ?? TimeOf(changed),
                IsReclaimable: true,
                IsNeededByCache: true,
                use?.Depth ?? 0));
        }
    }

    private static DateTimeOffset TimeOf(UnixTime time) => DateTimeOffset.FromUnixTimeSeconds(time.Seconds).AddTicks(time.Nanoseconds / 100);
}
