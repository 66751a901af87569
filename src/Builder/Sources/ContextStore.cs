using System.Collections.Concurrent;
using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Sources;

/// <summary>Opens the main context and the named ones when a step first asks for them.</summary>
/// <param name="state">Where indexes of contexts are kept.</param>
/// <param name="options">The main context and how modes are seen.</param>
/// <param name="mainIgnoreHostPath">The ignore file beside the Dockerfile, which replaces the context's own; null for none.</param>
/// <param name="remotes">Fetches named contexts that are addresses.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="recorder">Keeps what bears on explanations: ignore files, files whose times alone changed.</param>
internal sealed class ContextStore(
    StateDirectory state, BuildOptions options, string? mainIgnoreHostPath, RemoteSources remotes, TimeProvider clock, BuildRecorder recorder)
    : IDisposable
{
    private const int MostExamples = 20;

    private readonly ConcurrentDictionary<string, Lazy<OpenContext>> _named = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private DirectoryHandle? _indexes;
    private OpenContext? _main;

    /// <summary>The main context.</summary>
    public OpenContext Main
    {
        get
        {
            lock (_lock)
            {
                return _main ??= options.ContextOrigin is { } origin
                    ? OpenFetched(options.Context, origin, "the build context")
                    : Open(options.Context, mainIgnoreHostPath, "the build context");
            }
        }
    }

    /// <summary>A named context that is a directory, or is fetched into one.</summary>
    public OpenContext Named(BaseReference.NamedContext context, CancellationToken cancellationToken) => _named.GetOrAdd(
        context.Name,
        name => new Lazy<OpenContext>(() =>
        {
            lock (_lock)
            {
                string shown = $"the context \"{name}\"";
                if (!RemoteSources.IsContextAddress(context.Source))
                {
                    return Open(context.Source, ignoreHostPath: null, shown);
                }

                FetchedContext fetched = remotes.OpenContext(context.Source, isNamed: true, cancellationToken);
                return OpenFetched(fetched.HostPath, fetched.Origin, shown);
            }
        })).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_main is { Tree.Touched: { Count: > 0 } touched })
        {
            recorder.Touched(new RecordedFiles(touched.Count, [.. touched.Take(MostExamples)]));
        }

        _main?.Tree.Dispose();
        foreach (Lazy<OpenContext> named in _named.Values)
        {
            if (named.IsValueCreated)
            {
                named.Value.Tree.Dispose();
            }
        }

        _indexes?.Dispose();
    }

    private OpenContext Open(string hostPath, string? ignoreHostPath, string name)
    {
        if (!Directory.Exists(hostPath))
        {
            throw new BuildException($"{name} \"{hostPath}\" is not a directory");
        }

        _indexes ??= DirectoryHandle.OpenHost(state.Contexts);
        return new OpenContext(hostPath, BuildContext.Open(hostPath, ReadIgnore(ignoreHostPath, hostPath), _indexes, clock, name), options.GitContextModes, Identity: null);
    }

    private OpenContext OpenFetched(string hostPath, ContextOrigin origin, string name) =>
        new(hostPath, BuildContext.Open(hostPath, ignore: null, state: null, clock, name), options.GitContextModes, $"{origin.Identity} {options.GitContextModes}");

    private IgnorePatterns? ReadIgnore(string? besideDockerfile, string contextHostPath)
    {
        if (IgnoreFile.TryRead(besideDockerfile, contextHostPath) is not { } source)
        {
            return null;
        }

        if (contextHostPath == options.Context)
        {
            recorder.ContextOpened(source.Text);
        }

        IgnorePatterns patterns = IgnoreFile.Parse(source);
        return patterns.IsEmpty ? null : patterns;
    }
}
