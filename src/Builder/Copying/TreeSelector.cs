using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>Walks source directories, parents first, siblings in byte order, less what <c>--exclude</c> names.</summary>
/// <param name="excludes">What is left out, or null for nothing.</param>
/// <param name="notes">Where left-out sockets are noted.</param>
/// <param name="cancellationToken">Stops between directories.</param>
internal sealed class TreeSelector(IgnorePatterns? excludes, ImmutableArray<string>.Builder notes, CancellationToken cancellationToken)
{
    /// <summary>Whether a path relative to the copied source is left out.</summary>
    public bool IsExcluded(string relativePath) => excludes?.IsIgnored(relativePath) == true;

    /// <summary>Adds all that a directory holds.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="directory">The directory, itself not added.</param>
    /// <param name="relativePath">The directory's path relative to the copied source.</param>
    /// <param name="into">Where entries with their relative paths go.</param>
    public void AddContents(ISourceTree tree, SourceFile directory, string relativePath, List<(string RelativePath, SourceFile File)> into)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (SourceFile file in tree.List(directory))
        {
            Add(tree, file, ImagePath.Join(relativePath, file.Name), into);
        }
    }

    /// <summary>Adds an entry with all that it holds.</summary>
    public void Add(ISourceTree tree, SourceFile file, string relativePath, List<(string RelativePath, SourceFile File)> into)
    {
        bool isExcluded = IsExcluded(relativePath);
        if (!file.Status.IsDirectory)
        {
            if (!isExcluded)
            {
                AddFile(file, relativePath, into);
            }
        }
        else if (excludes is null || !isExcluded || !excludes.CanPruneDirectory(relativePath))
        {
            int before = into.Count;
            into.Add((relativePath, file));
            AddContents(tree, file, relativePath, into);
            if (isExcluded && into.Count == before + 1)
            {
                into.RemoveAt(before);
            }
        }
    }

    private void AddFile(SourceFile file, string relativePath, List<(string RelativePath, SourceFile File)> into)
    {
        if (file.Status.Kind == FileKind.Socket)
        {
            notes.Add($"\"{file.Path}\" is a socket and cannot be copied");
        }
        else
        {
            into.Add((relativePath, file));
        }
    }
}
