using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Builder.Copying;

/// <summary>Selects the sources of <c>COPY --parents</c>: each match with the directories that lead to it.</summary>
/// <remarks>The directories are kept from the first <c>/./</c> on, or from the root of the tree. <c>**</c> stands for any number of them.</remarks>
internal sealed class ParentsSelector
{
    private const string AnyDepth = "**";

    private readonly ISourceTree _tree;
    private readonly TreeSelector _trees;
    private readonly string[] _components;
    private readonly GlobPattern?[] _matchers;
    private readonly int _prefix;
    private readonly SortedDictionary<string, SourceFile> _matches;

    private ParentsSelector(ISourceTree tree, TreeSelector trees, string pattern, int prefix, SortedDictionary<string, SourceFile> matches)
    {
        _matches = matches;
        _prefix = prefix;
        _tree = tree;
        _trees = trees;
        _components = pattern.Split('/');
        _matchers = [.. _components.Select(component =>
            component != AnyDepth && GlobPattern.HasWildcard(component) ? PatternExpander.Parse(component, pattern) : null)];
    }

    /// <summary>The entries with their paths from the pivot on, parents first; null when a pattern matches nothing.</summary>
    /// <exception cref="InputException">A path without wildcards is missing.</exception>
    public static List<(string RelativePath, SourceFile File)>? Select(CopySource source, TreeSelector trees)
    {
        int pivot = source.Text.IndexOf("/./", StringComparison.Ordinal);
        string start = pivot < 0 ? "" : source.Text[..pivot];
        string pattern = ImagePath.Clean(pivot < 0 ? source.Text : source.Text[(pivot + 3)..]);
        if (pattern.Length == 0)
        {
            throw new InputException($"\"{source.Text}\" names no file or directory whose parents could be kept", "leave out --parents, or write \"*\"");
        }

        bool found = false;
        SortedDictionary<string, SourceFile> matches = new(new WalkOrder());
        foreach (SourceFile directory in Pivots(source, start))
        {
            found |= new ParentsSelector(source.Tree, trees, pattern, TreeSelector.PrefixOf(directory), matches).Match(directory, 0);
        }

        if (!found && !GlobPattern.HasWildcard(source.Text))
        {
            throw MissingSource.Describe(source with { Text = ImagePath.Join(ImagePath.Clean(start), pattern) });
        }

        return found ? [.. matches.Select(match => (match.Key, match.Value))] : null;
    }

    /// <summary>The directories that what stands before the pivot leads to; several or none where it has wildcards.</summary>
    private static IEnumerable<SourceFile> Pivots(CopySource source, string start)
    {
        if (GlobPattern.HasWildcard(start))
        {
            return PatternExpander.Expand(source.Tree, start)
                .Select(path => SourceLookup.Find(source.Tree, path, follow: false))
                .OfType<SourceFile>()
                .Where(file => file.Status.IsDirectory);
        }

        return SourceLookup.Find(source.Tree, start, follow: true) is { Status.IsDirectory: true } directory
            ? [directory]
            : throw MissingSource.Describe(source with { Text = start });
    }

    private bool Match(SourceFile directory, int place)
    {
        bool found = false;
        bool isAnyDepth = _components[place] == AnyDepth;
        if (isAnyDepth && place + 1 < _components.Length)
        {
            found = Match(directory, place + 1);
        }

        foreach (SourceFile file in _tree.List(directory))
        {
            bool isMatch = isAnyDepth || IsMatch(place, file.Name);
            bool isTaken = isMatch && (isAnyDepth
                ? TakeAnyDepth(file, place)
                : place + 1 == _components.Length ? Take(file) : file.Status.IsDirectory && Match(file, place + 1));
            if (isTaken)
            {
                found = true;
                if (file.Status.IsDirectory)
                {
                    _matches.TryAdd(file.Path[_prefix..], file);
                }
            }
        }

        return found;
    }

    private bool IsMatch(int place, string name) => _matchers[place] is { } matcher ? matcher.IsMatch(name) : _components[place] == name;

    private bool TakeAnyDepth(SourceFile file, int place) => place + 1 == _components.Length
        ? Take(file)
        : file.Status.IsDirectory && Match(file, place);

    private bool Take(SourceFile file)
    {
        List<(string RelativePath, SourceFile File)> taken = [];
        _trees.Add(_tree, file, _prefix, taken);
        foreach ((string relativePath, SourceFile entry) in taken)
        {
            _matches.TryAdd(relativePath, entry);
        }

        return taken.Count > 0;
    }
}
