using System.Text;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Cli.Input;

/// <summary>The Dockerfile and the context that the command line names.</summary>
/// <param name="Source">The Dockerfile's text.</param>
/// <param name="Context">The context's host path, absolute.</param>
/// <param name="IgnoreHostPath">The ignore file beside the Dockerfile that replaces the context's own, or null.</param>
internal sealed record DockerfileInput(SourceText Source, string Context, string? IgnoreHostPath)
{
    private const int MostBytes = 16 << 20;

    /// <summary>Where a context came from that was fetched; null for a directory.</summary>
    public ContextOrigin? Origin { get; private init; }

    /// <summary>Reads the ignore file that counts; null where there is none, as for every context that was fetched.</summary>
    /// <exception cref="BuildException">It can't be read.</exception>
    public SourceText? ReadIgnore() => Origin is null ? IgnoreFile.TryRead(IgnoreHostPath, Context) : null;

    /// <summary>Reads the file.</summary>
    /// <param name="context">A directory, an address, or <c>-</c> for standard input.</param>
    /// <param name="path">The value of <c>--file</c>: a path, an address, or <c>-</c>; null for none.</param>
    /// <param name="fetch">Fetches what is no path.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="BuildException">The context or the file can't be read.</exception>
    public static DockerfileInput Read(string context, string? path, ContextFetch fetch, CancellationToken cancellationToken)
    {
        if (context == "-")
        {
            return path == "-"
                ? throw new UsageException("standard input can't be both the context and the Dockerfile", "name one of them by its path")
                : FromFetched(fetch.Read(StandardInput(cancellationToken), cancellationToken), path, fetch, cancellationToken);
        }

        if (!Directory.Exists(context) && ContextFetch.IsAddress(context))
        {
            return FromFetched(fetch.Fetch(context, cancellationToken), path, fetch, cancellationToken);
        }

        string directory = Path.GetFullPath(context);
        if (!Directory.Exists(directory))
        {
            throw new BuildException($"the context \"{context}\" is not a directory");
        }

        if (path is not null && ReadElsewhere(path, fetch, cancellationToken) is { } source)
        {
            return new DockerfileInput(source, directory, null);
        }

        SourceText file = path is null ? Find(directory) : ReadNamed(path, directory);
        string ignore = Path.GetFullPath(file.FileName) + ".dockerignore";
        return new DockerfileInput(file, directory, Path.Exists(ignore) ? ignore : null);
    }

    private static DockerfileInput FromFetched(FetchedContext context, string? path, ContextFetch fetch, CancellationToken cancellationToken)
    {
        if (context.Dockerfile is not null && path is not null)
        {
            throw new UsageException($"{(context.Origin.Name == "-" ? "standard input" : context.Origin.Name)} is a Dockerfile itself, and takes no --file");
        }

        SourceText? source = context.Dockerfile is { } alone ? new SourceText("Dockerfile", Text(alone))
            : path is null ? null
            : ReadElsewhere(path, fetch, cancellationToken);
        if (source is null)
        {
            (string name, byte[] content) = context.ReadDockerfile(path);
            source = new SourceText(name, Text(content));
        }

        return new DockerfileInput(source, context.HostPath, null) { Origin = context.Origin };
    }

    /// <summary>A Dockerfile on standard input or at an address; null for a path.</summary>
    private static SourceText? ReadElsewhere(string path, ContextFetch fetch, CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            return new SourceText("Dockerfile", ReadAll(StandardInput(cancellationToken)));
        }

        return path.Contains("://", StringComparison.Ordinal) && !File.Exists(path)
            ? new SourceText(path[(path.LastIndexOf('/') + 1)..], Text(fetch.FetchDockerfile(path, cancellationToken)))
            : null;
    }

    private static CancellableInput StandardInput(CancellationToken cancellationToken) => new(Console.OpenStandardInput(), cancellationToken);

    private static string Text(byte[] content) => Encoding.UTF8.GetString(content);

    /// <summary>Finds the Dockerfile of the context; like all that the context holds, it stays inside of it.</summary>
    private static SourceText Find(string directory)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(directory);
        foreach (string name in (ReadOnlySpan<string>)["Dockerfile", "dockerfile"])
        {
            if (InputFile.TryRead(root, name, "the Dockerfile", MostBytes) is { } content)
            {
                string shown = directory == Directory.GetCurrentDirectory() ? name : Path.Join(directory, name);
                return new SourceText(shown, Encoding.UTF8.GetString(content));
            }
        }

        throw new BuildException($"there is no Dockerfile in \"{directory}\"", "name it with --file");
    }

    /// <summary>Reads the file that was named; one that lies in the context stays inside of it, for the context may be a stranger's.</summary>
    private static SourceText ReadNamed(string path, string directory)
    {
        string inContext = Path.GetRelativePath(directory, Path.GetFullPath(path));
        if (inContext.StartsWith("../", StringComparison.Ordinal) || inContext == "..")
        {
            return new SourceText(path, Encoding.UTF8.GetString(InputFile.Read(path, "the Dockerfile", MostBytes)));
        }

        using DirectoryHandle root = DirectoryHandle.OpenHost(directory);
        byte[] content = InputFile.TryRead(root, inContext, "the Dockerfile", MostBytes) ?? throw new BuildException($"the Dockerfile \"{path}\" does not exist");
        return new SourceText(path, Encoding.UTF8.GetString(content));
    }

    private static string ReadAll(Stream stream)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 14];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MostBytes)
            {
                throw new BuildException("the Dockerfile is larger than 16 MiB");
            }
        }

        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
    }
}
