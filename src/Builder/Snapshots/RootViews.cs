using System.Collections.Concurrent;
using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Images;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>Views of root file systems, each opened once for a build.</summary>
/// <param name="store">Gives the listings of layers.</param>
/// <param name="snapshots">Gives merged trees, where listings do not tell all.</param>
internal sealed class RootViews(LayerStore store, SnapshotStore snapshots) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<DirectoryHandle>> _merged = new(StringComparer.Ordinal);

    /// <summary>The root that layers make.</summary>
    public IRootView Of(ImmutableArray<Layer> layers, CancellationToken cancellationToken)
    {
        if (layers.IsEmpty)
        {
            return new EmptyRoot();
        }

        LayeredRoot listed = new([.. layers.Reverse().Select(layer => new RootLayer(store.Index(layer, cancellationToken), () => store.OpenTar(layer, cancellationToken)))]);
        if (listed.IsExact)
        {
            return listed;
        }

        string chain = SnapshotStore.ChainOf(layers.AsSpan());
        return new MountedRoot(_merged.GetOrAdd(chain, _ => new Lazy<DirectoryHandle>(() => snapshots.OpenMerged(layers.AsSpan(), cancellationToken))).Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<DirectoryHandle> merged in _merged.Values)
        {
            if (merged.IsValueCreated)
            {
                merged.Value.Dispose();
            }
        }
    }
}
