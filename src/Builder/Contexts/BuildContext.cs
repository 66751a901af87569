using System.Collections.Immutable;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>A directory of the host that COPY and ADD take files from, less what its ignore file hides.</summary>
/// <remarks>
/// Each directory is read once in the life of the object, so that all instructions of a build see one state. May be used by
/// several threads.
/// </remarks>
public sealed class BuildContext : ISourceTree, IDisposable
{
    private readonly DirectoryHandle _root;
    private readonly DirectoryTree _tree;
    private readonly IgnorePatterns? _ignore;
    private readonly StatIndex _index;
    private readonly Dictionary<string, IReadOnlyList<SourceFile>> _lists = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Makes a context.</summary>
    /// <param name="root">The directory; disposed with this object.</param>
    /// <param name="ignore">What is hidden, or null for nothing.</param>
    /// <param name="index">The digests of earlier builds.</param>
    /// <param name="name">How messages name the context.</param>
    public BuildContext(DirectoryHandle root, IgnorePatterns? ignore, StatIndex index, string name)
    {
        _root = root;
        _tree = new DirectoryTree(root, name, null);
        _ignore = ignore;
        _index = index;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool KeepsOwners => false;

    /// <summary>The files that were read again because their times changed, and had not changed otherwise.</summary>
    public IReadOnlyList<string> Touched => _index.Touched;

    /// <summary>The directory itself, with everything that the ignore file hides.</summary>
    public DirectoryHandle Root => _root;

    /// <summary>Opens a directory of the host as a context.</summary>
    /// <param name="hostPath">The directory.</param>
    /// <param name="ignore">What is hidden, or null for nothing.</param>
    /// <param name="state">Where the index of digests is kept; null for nowhere. Stays with its owner.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="name">How messages name the context.</param>
    /// <exception cref="Linux.LinuxException">The directory cannot be opened.</exception>
    public static BuildContext Open(string hostPath, IgnorePatterns? ignore, DirectoryHandle? state, TimeProvider clock, string name)
    {
        DateTimeOffset now = clock.GetUtcNow();
        UnixTime time = new(now.ToUnixTimeSeconds(), (int)(now.Ticks % TimeSpan.TicksPerSecond) * 100);
        DirectoryHandle root = DirectoryHandle.OpenHost(hostPath);
        return new BuildContext(root, ignore, StatIndex.Load(state, IndexName(Path.GetFullPath(hostPath)), time), name);
    }

    /// <summary>The same directory as it is now. Its root belongs to this object, which must live as long.</summary>
    public BuildContext Reread() => new(_root, _ignore, _index, Name);

    /// <inheritdoc/>
    public SourceFile? TryGet(string path)
    {
        lock (_lock)
        {
            return _tree.TryGet(path) is { } file && IsVisible(file) ? file : null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> List(SourceFile directory)
    {
        lock (_lock)
        {
            return ListVisible(directory);
        }
    }

    /// <inheritdoc/>
    public bool IsHidden(string path)
    {
        lock (_lock)
        {
            return _tree.TryGet(path) is { } file && !IsVisible(file);
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<FileDetails> Inspect(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        // The index belongs to all readings of the directory.
        lock (_index)
        {
            FileDigest[] digests = new FileDigest[files.Count];
            byte[][] capabilities = new byte[files.Count][];
            List<int> unknown = [];
            for (int i = 0; i < files.Count; i++)
            {
                capabilities[i] = [];
                FileStatus status = files[i].Status;
                if (status.IsRegular && !_index.TryGet(files[i].Path, status, out digests[i], out capabilities[i]))
                {
                    unknown.Add(i);
                }
            }

            if (unknown.Count > 0)
            {
                Read(files, unknown, digests, capabilities, cancellationToken);
            }

            ImmutableArray<FileDetails>.Builder details = ImmutableArray.CreateBuilder<FileDetails>(files.Count);
            for (int i = 0; i < files.Count; i++)
            {
                details.Add(new FileDetails(digests[i], XattrsOf(capabilities[i])));
            }

            return details.MoveToImmutable();
        }
    }

    /// <inheritdoc/>
    public SafeFileHandle TryOpen(SourceFile file) => _tree.OpenUnchanged(file);

    /// <inheritdoc/>
    public void AddTo(LayerWriter writer, LayerEntry entry, SourceFile file, FileDigest digest) => _tree.AddTo(writer, entry, file, digest);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static string IndexName(string hostPath) =>
        XxHash128.HashToUInt128(PathText.Encode(hostPath)).ToString("x32", CultureInfo.InvariantCulture);

    private static ImmutableArray<LayerXattr> XattrsOf(byte[] capability) =>
        capability.Length == 0 ? [] : [new LayerXattr(XattrFilter.Capability, ImmutableCollectionsMarshal.AsImmutableArray(capability))];

    private IReadOnlyList<SourceFile> ListVisible(SourceFile directory)
    {
        if (!_lists.TryGetValue(directory.Path, out IReadOnlyList<SourceFile>? files))
        {
            files = _tree.List(directory);
            _lists[directory.Path] = files = _ignore is null ? files : [.. files.Where(IsVisible)];
        }

        return files;
    }

    // A hidden directory shows as far as it holds something that is brought back.
    private bool IsVisible(SourceFile file) =>
        _ignore is null || file.Path.Length == 0 || !_ignore.IsIgnored(file.Path)
        || (file.Status.IsDirectory && !_ignore.CanPruneDirectory(file.Path) && ListVisible(file).Count > 0);

    private void Read(
        IReadOnlyList<SourceFile> files, List<int> unknown, FileDigest[] digests, byte[][] capabilities, CancellationToken cancellationToken)
    {
        void ReadCapability(int place, SafeFileHandle handle) =>
            capabilities[place] = handle.GetXattr(XattrFilter.Capability, files[place].Path) ?? [];

        FileHasher.Hash(files, unknown, _tree.OpenUnchanged, digests, ReadCapability, cancellationToken);
        foreach (int place in unknown)
        {
            SourceFile file = files[place];
            _index.Add(file.Path, file.Status, digests[place], capabilities[place]);
        }

        _index.Save();
    }
}
