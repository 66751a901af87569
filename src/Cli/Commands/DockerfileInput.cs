using Sharpbuild.Builder;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Dockerfiles;

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

        string file = path ?? Find(directory);
        string ignore = Path.GetFullPath(file) + ".dockerignore";
        return new DockerfileInput(new SourceText(file, ReadFile(file)), directory, File.Exists(ignore) ? ignore : null);
    }

    private static DockerfileInput ReadStandardInput(string? path) => path is null
        ? new DockerfileInput(new SourceText("Dockerfile", ReadAll(Console.OpenStandardInput())), Path.GetFullPath(Directory.CreateTempSubdirectory("sharpbuild-").FullName), null)
        : throw new UsageException("a context from standard input takes no --file");

    private static string Find(string directory)
    {
        foreach (string name in (ReadOnlySpan<string>)["Dockerfile", "dockerfile"])
        {
            string candidate = Path.Join(directory, name);
            if (File.Exists(candidate))
            {
                string here = Directory.GetCurrentDirectory();
                return directory == here ? name : candidate;
            }
        }

        throw new BuildException($"there is no Dockerfile in \"{directory}\"", "name it with --file");
    }

    private static string ReadFile(string hostPath)
    {
        try
        {
            using FileStream stream = new(hostPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return ReadAll(stream);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BuildException($"the Dockerfile \"{hostPath}\" can't be read: {failure.Message}", help: null, failure);
        }
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

        return System.Text.Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
    }
}
