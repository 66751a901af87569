using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>Files whose content stands in the Dockerfile: the heredocs of COPY and ADD.</summary>
/// <remarks>Names may occur twice; the path of a file is its place, so that each can be named.</remarks>
public sealed class MemoryTree : ISourceTree
{
    private const int FileMode = 0x1A4;

    private readonly ImmutableArray<ReadOnlyMemory<byte>> _contents;
    private readonly UnixTime _modifiedAt;

    /// <summary>Makes a tree.</summary>
    /// <param name="contents">The content of each file.</param>
    /// <param name="modifiedAt">The time that the files get.</param>
    public MemoryTree(ImmutableArray<ReadOnlyMemory<byte>> contents, UnixTime modifiedAt)
    {
        _contents = contents;
        _modifiedAt = modifiedAt;
    }

    /// <inheritdoc/>
    public string Name => "the heredocs";

    /// <inheritdoc/>
    public bool KeepsOwners => false;

    /// <inheritdoc/>
    public SourceFile? TryGet(string path)
    {
        if (path.Length == 0)
        {
            return new SourceFile("", Status(FileKind.Directory, 0), null);
        }

        return int.TryParse(path, out int place) && place >= 0 && place < _contents.Length
            ? new SourceFile(path, Status(FileKind.Regular, _contents[place].Length), null)
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> List(SourceFile directory) => [];

    /// <inheritdoc/>
    public bool IsHidden(string path) => false;

    /// <inheritdoc/>
    public ImmutableArray<FileDetails> Inspect(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken) =>
        [.. files.Select(file => new FileDetails(DigestOf(ContentOf(file).Span), []))];

    /// <inheritdoc/>
    public SafeFileHandle? TryOpen(SourceFile file) => null;

    /// <inheritdoc/>
    public void AddTo(LayerWriter writer, LayerEntry entry, SourceFile file, FileDigest digest) => writer.Add(entry, ContentOf(file));

    private static FileDigest DigestOf(ReadOnlySpan<byte> content)
    {
        KeyHasher hasher = new();
        hasher.Append(content);
        Span<byte> value = stackalloc byte[FileDigest.Size];
        hasher.Finish(value);
        return new FileDigest(value);
    }

    private ReadOnlyMemory<byte> ContentOf(SourceFile file) =>
        _contents[int.Parse(file.Path, System.Globalization.CultureInfo.InvariantCulture)];

    private FileStatus Status(FileKind kind, long size) =>
        new(kind, FileMode, 0, 0, size, _modifiedAt, _modifiedAt, 0, default, default, 1, 0);
}
