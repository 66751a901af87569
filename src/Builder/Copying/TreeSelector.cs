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
    /// <summary>How many characters the paths of a directory's entries begin with before their own.</summary>
    public static int PrefixOf(SourceFile directory) => directory.Path.Length == 0 ? 0 : directory.Path.Length + 1;

    /// <summary>Whether a path relative to the copied source is left out.</summary>
    public bool IsExcluded(string relativePath) => excludes?.IsIgnored(relativePath) == true;

    /// <summary>Adds all that a directory holds.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="directory">The directory, itself not added.</param>
    /// <param name="prefix">How many characters of a path belong to the copied source itself.</param>
    /// <param name="into">Where entries with their relative paths go.</param>
    public void AddContents(ISourceTree tree, SourceFile directory, int prefix, List<(string RelativePath, SourceFile File)> into)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (SourceFile file in tree.List(directory))
        {
            Add(tree, file, prefix, into);
        }
    }

    /// <summary>Adds an entry with all that it holds.</summary>
    public void Add(ISourceTree tree, SourceFile file, int prefix, List<(string RelativePath, SourceFile File)> into)
    {
        string relativePath = prefix == 0 ? file.Path : file.Path[prefix..];
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
            AddContents(tree, file, prefix, into);
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
