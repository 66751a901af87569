using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>A tree whose modes are those that git keeps: 0755 for directories and programs, 0644 for other files.</summary>
/// <param name="tree">The tree as it is on disk.</param>
internal sealed class GitModeTree(ISourceTree tree) : ISourceTree
{
    private const int ProgramMode = 0x1ED;
    private const int FileMode = 0x1A4;
    private const int AnyExecute = 0x49;

    /// <inheritdoc/>
    public string Name => tree.Name;

    /// <inheritdoc/>
    public bool KeepsOwners => tree.KeepsOwners;

    /// <inheritdoc/>
    public SourceFile? TryGet(string path) => tree.TryGet(path) is { } file ? WithGitMode(file) : null;

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> List(SourceFile directory) => [.. tree.List(directory).Select(WithGitMode)];

    /// <inheritdoc/>
    public bool IsHidden(string path) => tree.IsHidden(path);

    /// <inheritdoc/>
    public ImmutableArray<FileDetails> Inspect(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken) =>
        tree.Inspect(files, cancellationToken);

    /// <inheritdoc/>
    public SafeFileHandle? TryOpen(SourceFile file) => tree.TryOpen(file);

    /// <inheritdoc/>
    public void AddTo(LayerWriter writer, LayerEntry entry, SourceFile file, FileDigest digest) => tree.AddTo(writer, entry, file, digest);

    private static SourceFile WithGitMode(SourceFile file)
    {
        if (file.Status.IsSymbolicLink)
        {
            return file;
        }

        bool isProgram = file.Status.IsDirectory || (file.Status.Mode & AnyExecute) != 0;
        return file with { Status = file.Status with { Mode = isProgram ? ProgramMode : FileMode } };
    }
}
