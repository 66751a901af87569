using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Pruning;

/// <summary>Removes the small files of the cache that lead to what is gone.</summary>
/// <param name="state">The state directory.</param>
internal sealed class CacheSweep(StateDirectory state)
{
    /// <summary>Sweeps.</summary>
    /// <param name="all">Whether the whole cache goes; file lists stay as long as a record of a build needs them.</param>
    /// <param name="removed">What was removed.</param>
    public void Run(bool all, IEnumerable<StoreEntry> removed)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(state.HostPath);
        if (all)
        {
            foreach (string hostPath in (ReadOnlySpan<string>)[state.Records, state.Outcomes, state.Compressed, state.References, state.LayerIndexes])
            {
                root.RemoveTree(Path.GetRelativePath(state.HostPath, hostPath));
                Directory.CreateDirectory(hostPath, StateDirectory.OwnerOnly);
            }

            RemoveUnusedLists();
            return;
        }

        new StepCache(state, new Lazy<Workspace>()).RemoveStale();
        foreach (StoreEntry entry in removed)
        {
            if (Digest.TryParse(entry.Id, out Digest digest))
            {
                File.Delete(Path.Join(state.LayerIndexes, digest.Hex));
            }
        }

        RemoveDangling(state.Compressed);
        RemoveDangling(state.References);
    }

    private void RemoveDangling(string directory)
    {
        foreach (string path in Directory.GetFiles(directory))
        {
            bool leads = AtomicFile.TryRead(path) is { } text && Digest.TryParse(Encoding.ASCII.GetString(text), out Digest digest)
                && File.Exists(Path.Join(state.Images, "blobs", "sha256", digest.Hex));
            if (!leads)
            {
                File.Delete(path);
            }
        }
    }

    private void RemoveUnusedLists()
    {
        HashSet<string> needed = new(StringComparer.Ordinal);
        RecordStore records = new(state);
        foreach (string id in records.List())
        {
            foreach (RecordedStep step in records.TryRead(id)?.Steps ?? [])
            {
                foreach (KeyPart part in step.Parts)
                {
                    if (part.Name.StartsWith(MissReason.Files, StringComparison.Ordinal))
                    {
                        needed.Add(InputStore.NameOf(part.Value));
                    }
                }
            }
        }

        foreach (string path in Directory.GetFiles(state.Inputs))
        {
            if (!needed.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }
}
