using System.Text;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Cli.Commands;

/// <summary>The Dockerfile and the context that the command line names.</summary>
/// <param name="Source">The Dockerfile's text.</param>
/// <param name="Context">The context's host path, absolute.</param>
/// <param name="IgnoreHostPath">The ignore file beside the Dockerfile that replaces the context's own, or null.</param>
internal sealed record DockerfileInput(SourceText Source, string Context, string? IgnoreHostPath)
{
    private const int MostBytes = 16 << 20;

    /// <summary>Reads the file.</summary>
    /// <exception cref="BuildException">The context or the file can't be read.</exception>
    public static DockerfileInput Read(string context, string? path)
    {
        if (context == "-")
        {
            return ReadStandardInput(path);
        }

        string directory = Path.GetFullPath(context);
        if (!Directory.Exists(directory))
        {
            throw new BuildException($"the context \"{context}\" is not a directory");
        }

        if (path == "-")
        {
            return new DockerfileInput(new SourceText("Dockerfile", ReadAll(Console.OpenStandardInput())), directory, null);
        }

        SourceText file = path is null ? Find(directory) : ReadNamed(path, directory);
        string ignore = Path.GetFullPath(file.FileName) + ".dockerignore";
        return new DockerfileInput(file, directory, Path.Exists(ignore) ? ignore : null);
    }

    private static DockerfileInput ReadStandardInput(string? path) => path is null
        ? new DockerfileInput(new SourceText("Dockerfile", ReadAll(Console.OpenStandardInput())), Path.GetFullPath(Directory.CreateTempSubdirectory("sharpbuild-").FullName), null)
        : throw new UsageException("a context from standard input takes no --file");

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
