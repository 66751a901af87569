using System.Collections.Concurrent;
using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Sources;

/// <summary>Opens the main context and the named ones when a step first asks for them.</summary>
/// <param name="state">Where indexes of contexts are kept.</param>
/// <param name="mainHostPath">The main context.</param>
/// <param name="mainIgnoreHostPath">The ignore file beside the Dockerfile, which replaces the context's own; null for none.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="hasGitModes">Whether modes of context files are those that git keeps.</param>
internal sealed class ContextStore(StateDirectory state, string mainHostPath, string? mainIgnoreHostPath, TimeProvider clock, bool hasGitModes)
    : IDisposable
{
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
                return _main ??= Open(mainHostPath, mainIgnoreHostPath, "the build context");
            }
        }
    }

    /// <summary>A named context that is a directory.</summary>
    public OpenContext Named(BaseReference.NamedContext context) => _named.GetOrAdd(
        context.Name,
        name => new Lazy<OpenContext>(() =>
        {
            lock (_lock)
            {
                return Open(context.Source, ignoreHostPath: null, $"the context \"{name}\"");
            }
        })).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
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
        return new OpenContext(hostPath, BuildContext.Open(hostPath, ReadIgnore(ignoreHostPath, hostPath), _indexes, clock, name), hasGitModes);
    }

    private static IgnorePatterns? ReadIgnore(string? besideDockerfile, string contextHostPath)
    {
        if (IgnoreFile.TryRead(besideDockerfile, contextHostPath) is not { } source)
        {
            return null;
        }

        IgnorePatterns patterns = IgnorePatterns.Parse(source, out ImmutableArray<Diagnostic> diagnostics);
        Diagnostic? error = diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
        return error is null ? patterns.IsEmpty ? null : patterns
            : throw new BuildException(error.Message, error.Help) { File = source, Span = error.Span };
    }
}
