using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>Finds the files that a COPY or ADD takes; where they go is not looked at.</summary>
public sealed class CopySelector
{
    private readonly CopyRequest _request;
    private readonly CancellationToken _cancellationToken;
    private readonly TreeSelector _trees;
    private readonly ImmutableArray<SelectedSource>.Builder _sources = ImmutableArray.CreateBuilder<SelectedSource>();
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();

    private CopySelector(CopyRequest request, CancellationToken cancellationToken)
    {
        _request = request;
        _cancellationToken = cancellationToken;
        _trees = new TreeSelector(request.Options.Excludes.IsEmpty ? null : IgnoreFile.ParseExcludes(request.Options.Excludes), _notes, cancellationToken);
    }

    /// <summary>Selects the files of a request and computes their fingerprint.</summary>
    /// <exception cref="InputException">A source is missing, a pattern or flag is malformed, or a file changed while it was read.</exception>
    public static SourceSelection Select(CopyRequest request, CancellationToken cancellationToken)
    {
        CopySelector selector = new(request, cancellationToken);
        for (int word = 0; word < request.Sources.Length; word++)
        {
            selector.SelectWord(word);
        }

        return SelectionFingerprint.Complete(request, selector._sources.ToImmutable(), selector._notes.ToImmutable());
    }

    private void SelectWord(int word)
    {
        CopySource source = _request.Sources[word];
        if (source.FileName is { } name)
        {
            AddFile(word, SourceLookup.Find(source.Tree, source.Text, follow: true) ?? throw MissingSource.Describe(source), name);
        }
        else if (_request.Options.KeepsParents)
        {
            Add(word, isDirectory: true, ParentsSelector.Select(source, _trees));
        }
        else if (GlobPattern.HasWildcard(source.Text))
        {
            foreach (string match in PatternExpander.Expand(source.Tree, source.Text))
            {
                AddPath(word, match);
            }
        }
        else
        {
            AddPath(word, ImagePath.Clean(source.Text));
        }
    }

    private void AddPath(int word, string path)
    {
        CopySource source = _request.Sources[word];
        SourceFile file = SourceLookup.Find(source.Tree, path, follow: true) ?? throw MissingSource.Describe(source with { Text = path });
        if (file.Status.IsDirectory)
        {
            List<(string, SourceFile)> files = [];
            _trees.AddContents(source.Tree, file, TreeSelector.PrefixOf(file), files);
            Add(word, isDirectory: true, files);
        }
        else if (!_trees.IsExcluded(ImagePath.Name(path)))
        {
            AddFile(word, file, ImagePath.Name(path));
        }
    }

    private void AddFile(int word, SourceFile file, string name)
    {
        if (file.Status.Kind == FileKind.Socket)
        {
            _notes.Add($"\"{file.Path}\" is a socket and cannot be copied");
            return;
        }

        Add(word, isDirectory: false, [(name, file)]);
    }

    private void Add(int word, bool isDirectory, List<(string RelativePath, SourceFile File)>? files)
    {
        if (files is null)
        {
            return;
        }

        CopySource source = _request.Sources[word];
        ImmutableArray<FileDetails> details = source.Tree.Inspect(files.ConvertAll(selected => selected.File), _cancellationToken);
        ImmutableArray<SelectedFile>.Builder selected = ImmutableArray.CreateBuilder<SelectedFile>(files.Count);
        for (int i = 0; i < files.Count; i++)
        {
            selected.Add(new SelectedFile(files[i].RelativePath, files[i].File, details[i]));
        }

        _sources.Add(new SelectedSource(word, source, isDirectory, selected.MoveToImmutable()));
    }
}
