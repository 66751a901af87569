using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Options;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Sources;

/// <summary>A context that was fetched: its files, or a Dockerfile alone.</summary>
public sealed class FetchedContext
{
    private const int MostDockerfileBytes = 16 << 20;

    private static readonly ImmutableArray<string> DockerfileNames = ["Dockerfile", "dockerfile"];

    private readonly DirectoryHandle _directory;

    /// <summary>Describes a context.</summary>
    /// <param name="directory">Its files; stays with its owner, and so does what it refers to.</param>
    /// <param name="dockerfile">The Dockerfile that came in its place, or null.</param>
    /// <param name="origin">Where it came from.</param>
    internal FetchedContext(DirectoryHandle directory, byte[]? dockerfile, ContextOrigin origin)
    {
        _directory = directory;
        Dockerfile = dockerfile;
        Origin = origin;

        // A directory below a root is named by the path it was opened with, in which links may lead elsewhere.
        HostPath = new FileInfo(directory.DescriptorPath).LinkTarget ?? directory.Name;
    }

    /// <summary>The directory with its files.</summary>
    public string HostPath { get; }

    /// <summary>The Dockerfile that came in place of an archive, or null; the directory is empty then.</summary>
    public byte[]? Dockerfile { get; }

    /// <summary>Where it came from.</summary>
    public ContextOrigin Origin { get; }

    /// <summary>Reads the Dockerfile among the files.</summary>
    /// <param name="path">Its path from the root of the context; null for <c>Dockerfile</c> or <c>dockerfile</c>.</param>
    /// <returns>The path and the content.</returns>
    /// <exception cref="BuildException">There is none, or it leads out of the context.</exception>
    public (string Path, byte[] Content) ReadDockerfile(string? path)
    {
        foreach (string candidate in path is null ? DockerfileNames : [ImagePath.Clean(path)])
        {
            if (InputFile.TryRead(_directory, candidate, "the Dockerfile", MostDockerfileBytes) is { } content)
            {
                return (candidate, content);
            }
        }

        throw path is null
            ? new BuildException($"there is no Dockerfile in {Origin.Name}", "name it with --file, from the root of the context")
            : new BuildException($"{Origin.Name} has no file \"{path}\"", "--file is looked up from the root of the context");
    }
}
