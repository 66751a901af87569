using System.Collections.Concurrent;
using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>
/// Unpacked layers, each a lower directory for overlayfs, named by the chain of layers up to it. A layer is unpacked when a RUN or somebody
/// who reads the tree first asks for it; the upper directory of a RUN becomes the snapshot of the layer it made.
/// </summary>
/// <param name="state">The state directory.</param>
/// <param name="layers">Where the layers' bytes come from.</param>
/// <param name="workspace">Where work in progress lies.</param>
public sealed class SnapshotStore(StateDirectory state, LayerStore layers, Lazy<Workspace> workspace)
{
    /// <summary>So many small layers in a row are put together into one directory once twice as many are there.</summary>
    private const int GroupSize = 32;

    /// <summary>The most bytes of a small layer's tar.</summary>
    private const long MostSmallBytes = 256 * 1024;

    private readonly ConcurrentDictionary<(string Below, Digest DiffId), string> _chains = new();
    private readonly ConcurrentDictionary<string, Lock> _locks = new();
    private readonly ConcurrentDictionary<string, uint> _largestIds = new();

    /// <summary>The name of the chain of these layers.</summary>
    public static string ChainOf(ReadOnlySpan<Layer> chain)
    {
        string name = "";
        foreach (Layer layer in chain)
        {
            name = ChainOf(name, layer);
        }

        return name;
    }

    /// <summary>The directories of the layers, topmost first, each unpacked if it was not yet; many small ones in a row are put together.</summary>
    /// <remarks>The kernel looks at each directory for every mount and every name, and takes 500 of them at most.</remarks>
    public IReadOnlyList<string> LowerDirectories(ReadOnlySpan<Layer> chain, CancellationToken cancellationToken)
    {
        ImmutableArray<string> directories = DirectoriesOf(chain);
        using LayerDownloads downloads = new(layers, MissingOf(chain, directories), cancellationToken);
        List<string> lower = new(chain.Length);
        int smallOnes = 0;
        for (int i = 0; i < chain.Length; i++)
        {
            if (!_largestIds.ContainsKey(directories[i]))
            {
                Unpack(chain[i], directories[i], lower, cancellationToken);
            }

            lower.Add(directories[i]);
            smallOnes = IsSmall(chain[i]) ? smallOnes + 1 : 0;
            if (smallOnes == 2 * GroupSize)
            {
                int first = lower.Count - smallOnes;
                lower[first] = Merge(lower.GetRange(first, GroupSize), cancellationToken);
                lower.RemoveRange(first + 1, GroupSize - 1);
                smallOnes -= GroupSize;
            }
        }

        lower.Reverse();
        return lower;
    }

    /// <summary>As <see cref="LowerDirectories(ReadOnlySpan{Layer}, CancellationToken)"/>, for a command.</summary>
    /// <param name="chain">The layers.</param>
    /// <param name="owners">The ids of the command; null for the builder's.</param>
    /// <param name="cancellationToken">Ends the unpacking.</param>
    /// <exception cref="BuildException">A file belongs to an id that the command has no name for: it would see, and copy, another owner.</exception>
    public IReadOnlyList<string> LowerDirectories(ReadOnlySpan<Layer> chain, OwnerMap? owners, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> lower = LowerDirectories(chain, cancellationToken);
        uint largestId = owners is null ? 0 : lower.Select(directory => _largestIds.GetValueOrDefault(directory)).Append(0u).Max();
        return OwnerMap.Holds(largestId)
            ? lower
            : throw new BuildException(
                $"a file in its layers belongs to the user or group {largestId}, and the largest id of a user namespace is {OwnerMap.Count - 1}",
                "--userns=host runs commands as this machine's root, which knows all ids");
    }

    /// <summary>Unpacks layers that a command will run on, and lists them, where commands run on unpacked layers.</summary>
    public void Prepare(ReadOnlySpan<Layer> chain, CancellationToken cancellationToken)
    {
        if (OverlayMount.IsPossible)
        {
            LowerDirectories(chain, cancellationToken);
        }
    }

    /// <summary>Opens the merged tree of the layers, read-only, mounted nowhere.</summary>
    /// <returns>A directory that the caller disposes.</returns>
    public DirectoryHandle OpenMerged(ReadOnlySpan<Layer> chain, CancellationToken cancellationToken) =>
        !OverlayMount.IsPossible
            ? CopyTo(workspace.Value.CreateDirectory(), chain, cancellationToken)
            : chain.IsEmpty
            ? DirectoryHandle.OpenHost(workspace.Value.CreateDirectory())
            : OverlayMount.Create(LowerDirectories(chain, cancellationToken), upperHostPath: null, workHostPath: null);

    /// <summary>Unpacks the layers over each other into an empty directory, for who may not mount.</summary>
    /// <returns>The directory, which the caller disposes.</returns>
    public DirectoryHandle CopyTo(string hostPath, ReadOnlySpan<Layer> chain, CancellationToken cancellationToken) =>
        new MergedTree(layers).Make(hostPath, chain, cancellationToken);

    /// <summary>Takes over the upper directory of a step as the snapshot of the layer it made.</summary>
    /// <param name="upper">The upper directory, in the same file system.</param>
    /// <param name="chain">The layers, the new one last.</param>
    internal void Adopt(FinishedUpper upper, ReadOnlySpan<Layer> chain)
    {
        string directory = DirectoriesOf(chain)[^1];
        if (!Directory.Exists(directory))
        {
            Publish(upper, directory);
        }
    }

    /// <summary>Whether the directory is there and as it was left, which is looked at once in a build.</summary>
    private bool IsUsable(string directory)
    {
        try
        {
            return _largestIds.ContainsKey(directory) || (Directory.Exists(directory) && SnapshotSeal.IsIntact(directory, out uint largestId) && Note(directory, largestId));
        }
        catch (LinuxException vanished) when (vanished.Errno == Errno.ENOENT)
        {
            // It was damaged, and another build is taking it away.
            return false;
        }
    }

    private bool Note(string directory, uint largestId)
    {
        _largestIds.TryAdd(directory, largestId);
        return true;
    }

    private void Publish(FinishedUpper upper, string directory)
    {
        upper.Seal.Attach(upper.HostPath);
        // Where another build was quicker, its directory holds the same layer.
        DirectoryName.TryTake(upper.HostPath, directory);
        Note(directory, upper.Seal.LargestId);
    }

    private static bool IsSmall(Layer layer) => layer.IsPlain && layer.Blob.SizeInBytes <= MostSmallBytes;

    private static string ChainOf(string below, Layer layer) => below.Length == 0 ? layer.DiffId.Hex : CacheKey.Digest(below, layer.DiffId.Hex);

    private ImmutableArray<string> DirectoriesOf(ReadOnlySpan<Layer> chain)
    {
        ImmutableArray<string>.Builder directories = ImmutableArray.CreateBuilder<string>(chain.Length);
        string name = "";
        foreach (Layer layer in chain)
        {
            name = _chains.GetOrAdd((name, layer.DiffId), static (chain, added) => ChainOf(chain.Below, added), layer);
            directories.Add(PathOf(name));
        }

        return directories.MoveToImmutable();
    }

    /// <summary>The layers that are not unpacked yet, less the first of them, which is fetched by who unpacks it.</summary>
    private static ImmutableArray<Layer> MissingOf(ReadOnlySpan<Layer> chain, ImmutableArray<string> directories)
    {
        ImmutableArray<Layer>.Builder missing = ImmutableArray.CreateBuilder<Layer>();
        for (int i = 0; i < chain.Length; i++)
        {
            if (chain[i].Origin is not null && !Directory.Exists(directories[i]))
            {
                missing.Add(chain[i]);
            }
        }

        return missing.Count < 2 ? [] : missing.ToImmutable()[1..];
    }

    /// <summary>
    /// Takes a damaged directory away. Builds do that one by one, each looking again first: none takes away what another has put in its place meanwhile.
    /// </summary>
    /// <returns>Whether the directory is good after all.</returns>
    private bool SetAside(string directory, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            return false;
        }

        string aside = Path.Join(workspace.Value.HostPath, Path.GetRandomFileName());
        using LockFile alone = LockFile.Acquire(Path.Join(state.HostPath, "repair"), cancellationToken);
        // What is here now nobody else takes away. What is not may be put here by another build at any moment, and is good then.
        bool isHere = Directory.Exists(directory);
        if (IsUsable(directory))
        {
            return true;
        }

        if (isHere)
        {
            Directory.Move(directory, aside);
        }

        return false;
    }

    private string PathOf(string chain) => Path.Join(state.Snapshots, chain);

    private void Unpack(Layer layer, string directory, List<string> lower, CancellationToken cancellationToken) => Provide(
        directory,
        temporary =>
        {
            LayerIndexBuilder? index = layers.TryIndex(layer.DiffId) is null ? new LayerIndexBuilder() : null;
            using (DirectoryHandle target = DirectoryHandle.OpenHost(temporary))
            {
                UpperDirectory.Prepare(temporary, lower.Count > 0 ? lower[^1] : null);
                using LowerTree below = new(lower);
                using ReadAheadStream tar = new(layers.OpenTar(layer, cancellationToken));
                UnpackOptions options = new(UnpackMode.OverlayLower)
                {
                    Name = $"layer {layer.Blob.Digest}",
                    LowerEntry = below.TryGet,
                    OpenLowerFile = below.TryOpenFile,
                    UsesUserXattrs = OverlayMount.UsesUserXattrs,
                    Index = index,
                };
                LayerUnpacker.Unpack(tar, target, options, cancellationToken);
            }

            if (index is not null)
            {
                layers.Keep(layer.DiffId, index.Build());
            }
        },
        cancellationToken);

    private string Merge(List<string> lower, CancellationToken cancellationToken)
    {
        string directory = PathOf(CacheKey.Digest("together", $"{lower.Count} {Path.GetFileName(lower[^1])}"));
        if (!_largestIds.ContainsKey(directory))
        {
            Provide(directory, temporary => SnapshotMerge.Make(lower, temporary, cancellationToken), cancellationToken);
        }

        return directory;
    }

    private void Provide(string directory, Action<string> fill, CancellationToken cancellationToken)
    {
        lock (_locks.GetOrAdd(directory, _ => new Lock()))
        {
            if (IsUsable(directory) || SetAside(directory, cancellationToken))
            {
                return;
            }

            string temporary = workspace.Value.CreateDirectory();
            fill(temporary);
            using DirectoryHandle filled = DirectoryHandle.OpenHost(temporary);
            Publish(new FinishedUpper(temporary, SnapshotSeal.Of(filled)), directory);
        }
    }
}
