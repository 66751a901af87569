using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Steps;

/// <summary><c>COPY</c> and <c>ADD</c>: makes a layer straight from the source; neither side is unpacked for it.</summary>
internal sealed class CopyStep : ILayerStep
{
    private readonly BuildServices _services;
    private readonly StageState _state;
    private readonly CopyOptions _options;
    private readonly ImmutableArray<string> _sources;
    private readonly ImmutableArray<Heredoc> _heredocs;
    private readonly string _destination;
    private readonly string _keyword;
    private readonly string _from;
    private readonly FileSource _source;
    private readonly string? _checksum;
    private readonly bool _keepsGitDirectory;
    private readonly Lazy<string?> _identity;
    private readonly Lazy<SourceSelection> _selection;

    /// <summary>Prepares the step.</summary>
    /// <param name="copy">The instruction.</param>
    /// <param name="source">Where the files are taken from.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="services">What the build shares.</param>
    /// <param name="cancellationToken">Stops reading files.</param>
    public CopyStep(CopyInstruction copy, FileSource source, StageState state, BuildServices services, CancellationToken cancellationToken)
    {
        _services = services;
        _state = state;
        _source = source;
        _keyword = copy.Keyword;
        _from = copy.Flags.From is { } from ? $"--from={from} " : "";
        _destination = state.Scope.Expand(copy.Destination);
        _sources = [.. copy.Sources.Select(state.Scope.Expand)];
        _heredocs = [.. copy.Heredocs.Select(Expanded)];
        _options = Options(copy, state);
        _checksum = Expanded(copy.Flags.Checksum, state);
        _keepsGitDirectory = copy.Flags.KeepGitDirectory;
        RefuseWrongRemotes(copy.IsAdd);
        _identity = new Lazy<string?>(() => Identify(cancellationToken));
        _selection = new Lazy<SourceSelection>(() => Select(cancellationToken));
    }

    /// <inheritdoc/>
    public string CreatedBy => $"{_keyword} {(_options.KeepsParents ? "--parents " : "")}{Flags}{string.Join(' ', [.. _sources.Select(HttpAddress.WithoutPassword), .. _heredocs.Select(heredoc => $"<<{heredoc.Name}")])} {_destination}";

    /// <inheritdoc/>
    public ImmutableArray<KeyPart> KeyParts =>
    [
        new KeyPart(MissReason.Instruction, $"{_keyword} {Flags}{(_options.IsLinked ? "--link " : "")}{ImagePath.Absolute(_state.WorkingDirectory, _destination)}{(_destination.EndsWith('/') ? "/" : "")} {(_sources.Length + _heredocs.Length > 1 ? "several" : "")}{(_options.KeepsParents ? " parents" : "")} {_options.Unpacks}"),
        new KeyPart(MissReason.Files, Fingerprint),
    ];

    /// <summary>A linked copy looks at the layers below only to find an owner by name.</summary>
    public bool DependsOnParent => !_options.IsLinked || _options.Owner?.AsSpan().ContainsAnyExcept("0123456789:") == true;

    private string Flags => $"{(_options.Owner is { } owner ? $"--chown={owner} " : "")}{(_options.Mode is { } mode ? $"--chmod={mode} " : "")}";

    private string Fingerprint
    {
        get
        {
            if (_identity.Value is not { } identity || _selection.IsValueCreated)
            {
                return Kept(_selection.Value);
            }

            string name = CacheKey.Digest([identity, _keyword, .. _sources, "\0", .. _options.Excludes, "\0", .. _heredocs.Select(heredoc => heredoc.Content), _options.KeepsParents.ToString(), _options.Unpacks.ToString() ?? ""]);
            string? known = _services.Inputs.TryGetSelection(name);
            if (known is null)
            {
                known = Kept(_selection.Value);
                _services.Inputs.PutSelection(name, known);
            }

            return known;
        }
    }

    /// <inheritdoc/>
    public void Execute(NewLayer target, int stepNumber, CancellationToken cancellationToken)
    {
        IRootView root = DependsOnParent ? _services.Roots.Of(_state.Layers, cancellationToken) : new EmptyRoot();
        foreach (string note in _selection.Value.Notes)
        {
            _services.Progress.Notice(note);
        }

        using WorkDirectory temporary = new(_services.Workspace);
        using DirectoryHandle unpacked = DirectoryHandle.OpenHost(temporary.HostPath);
        using CopyPlan plan = CopyPlanner.Plan(_selection.Value, root, _services.Now, unpacked, cancellationToken);
        target.Meter.Begin(StepPhase.Diff);
        using EarlierLayer? earlier = OpenEarlier(target, cancellationToken);
        plan.WriteTo(target.Writer, earlier, cancellationToken);
    }

    private EarlierLayer? OpenEarlier(NewLayer target, CancellationToken cancellationToken)
    {
        if (target.FindEarlier() is not { } record)
        {
            return null;
        }

        Layer layer = Layer.Of(record);
        return _services.Content.TryOpenHandle(layer.DiffId) is { } tar ? new EarlierLayer(tar, _services.Layers.Index(layer, cancellationToken), _services.Content.WritesEarly) : null;
    }

    private void RefuseWrongRemotes(bool isAdd)
    {
        int remotes = _sources.Count(RemoteSources.IsRemote);
        if (remotes > 0 && !isAdd)
        {
            throw new BuildException($"COPY can't take \"{HttpAddress.WithoutPassword(_sources.First(RemoteSources.IsRemote))}\"", "use ADD for addresses");
        }

        if (_checksum is not null && (remotes != 1 || _sources.Length != 1))
        {
            throw new BuildException("--checksum needs exactly one source, an address", "write one ADD for each address");
        }
    }

    private static CopyOptions Options(CopyInstruction copy, StageState state) => new()
    {
        Owner = Expanded(copy.Flags.Chown, state),
        Mode = Expanded(copy.Flags.Chmod, state),
        IsLinked = copy.Flags.Link,
        KeepsParents = copy.Flags.Parents,
        Excludes = copy.Flags.Excludes,
        IsAdd = copy.IsAdd,
        Unpacks = copy.Flags.Unpack,
    };

    private static string? Expanded(string? word, StageState state) => word is null ? null : state.Scope.Expand(word);

    private Heredoc Expanded(Heredoc heredoc)
    {
        string content = heredoc.ContentWithoutTabs;
        return heredoc with { Content = heredoc.Expand ? _state.Scope.ExpandText(content) : content, Chomp = false };
    }

    /// <summary>The name of a heredoc's file: like that of any source its last component, never a way to another directory.</summary>
    private static string FileNameOf(Heredoc heredoc)
    {
        string name = heredoc.Name[(heredoc.Name.LastIndexOf('/') + 1)..];
        return name is "" or "." or ".." ? throw new BuildException($"the heredoc \"{heredoc.Name}\" does not name a file", "write a file name after <<") : name;
    }

    /// <summary>What stands for the content of all sources if that is known without reading them, else null.</summary>
    private string? Identify(CancellationToken cancellationToken)
    {
        if (!_options.IsAdd || !_sources.Any(RemoteSources.IsRemote))
        {
            return _source.Identity;
        }

        bool hasPaths = !_sources.All(RemoteSources.IsRemote);
        return hasPaths && _source.Identity is null ? null : string.Join('\n', [
            hasPaths ? _source.Identity : "",
            .. _sources.Where(RemoteSources.IsRemote).Select(source => _services.Remotes.Identify(source, _checksum, _keepsGitDirectory, cancellationToken))]);
    }

    private string Kept(SourceSelection selection)
    {
        string fingerprint = selection.Fingerprint.ToString();
        _services.Inputs.Put(fingerprint, selection.Manifest);
        return fingerprint;
    }

    private SourceSelection Select(CancellationToken cancellationToken)
    {
        ImmutableArray<CopySource>.Builder sources = ImmutableArray.CreateBuilder<CopySource>();
        foreach (string source in _sources)
        {
            sources.Add(_options.IsAdd && RemoteSources.IsRemote(source)
                ? _services.Remotes.Fetch(source, _checksum, _keepsGitDirectory, cancellationToken)
                : new CopySource(_source.OpenTree(cancellationToken), source));
        }

        if (!_heredocs.IsEmpty)
        {
            MemoryTree bodies = new([.. _heredocs.Select(heredoc => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(heredoc.Content))], _services.Now);
            sources.AddRange(_heredocs.Select((heredoc, place) => new CopySource(bodies, place.ToString(CultureInfo.InvariantCulture)) { FileName = FileNameOf(heredoc) }));
        }

        CopyRequest request = new(sources.ToImmutable(), _destination, _state.WorkingDirectory, _options);
        return CopySelector.Select(request, cancellationToken);
    }
}
