using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Sources;

/// <summary>Opens what files are taken from: contexts, stages and images; each once.</summary>
internal sealed class SourceTrees(ContextStore contexts, SnapshotStore snapshots, BaseImages images, Lazy<Workspace> workspace, Platform platform) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<MergedTree>> _merged = new(StringComparer.Ordinal);
    private readonly ContextMount _contextMount = new(workspace);

    /// <summary>The main context.</summary>
    public FileSource Context() => Directory(contexts.Main);

    /// <summary>A named context or an image.</summary>
    public FileSource External(BaseReference reference, CancellationToken cancellationToken) =>
        reference is BaseReference.NamedContext { IsImage: false } named
            ? Directory(contexts.Named(named, cancellationToken))
            : Layers(images.Resolve(reference, platform, cancellationToken).Layers);

    /// <summary>The root file system that layers make, as of a stage.</summary>
    public FileSource Layers(ImmutableArray<Layer> layers)
    {
        string chain = SnapshotStore.ChainOf(layers.AsSpan());
        return new FileSource(
            chain,
            cancellationToken => Merged(chain, layers, cancellationToken).Tree,
            (session, part, writable, cancellationToken) => OverlayMount.IsPossible
                ? session.Own(Mount(chain, layers, session, writable, cancellationToken).OpenPath(part))
                : Copy(Merged(chain, layers, cancellationToken).Tree, part, session, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<MergedTree> merged in _merged.Values)
        {
            if (merged.IsValueCreated)
            {
                merged.Value.Root.Dispose();
            }
        }
    }

    private FileSource Directory(OpenContext context) => new(
        context.Identity,
        _ => context.Files,
        (session, part, writable, cancellationToken) => OverlayMount.IsPossible
            ? session.Own(_contextMount.Open(context.Tree, context.HostPath, session, writable).OpenPath(part))
            : Copy(context.Tree, part, session, cancellationToken),
        context.Identity is null ? context.Reread : null);

    private DirectoryHandle Mount(string chain, ImmutableArray<Layer> layers, MountSession session, bool writable, CancellationToken cancellationToken) =>
        writable || session.Owners is not null
            ? session.Open(snapshots.LowerDirectories(layers.AsSpan(), session.Owners, cancellationToken), writable, workspace)
            : Merged(chain, layers, cancellationToken).Root;

    private SafeFileHandle Copy(ISourceTree tree, string part, MountSession session, CancellationToken cancellationToken)
    {
        using DirectoryHandle directory = DirectoryHandle.OpenHost(session.Own(new WorkDirectory(workspace)).HostPath);
        return session.Own(new TreeCopy(tree, cancellationToken).Make(part, directory));
    }

    private MergedTree Merged(string chain, ImmutableArray<Layer> layers, CancellationToken cancellationToken) =>
        _merged.GetOrAdd(chain, _ => new Lazy<MergedTree>(() =>
        {
            DirectoryHandle root = snapshots.OpenMerged(layers.AsSpan(), cancellationToken);
            return new MergedTree(root, new DirectoryTree(root, "the stage", memo: null));
        })).Value;

    private sealed record MergedTree(DirectoryHandle Root, DirectoryTree Tree);
}
