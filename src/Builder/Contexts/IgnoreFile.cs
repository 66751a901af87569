using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Finds and reads the ignore file of a context.</summary>
public static class IgnoreFile
{
    private const string Name = ".dockerignore";
    private const string What = "the ignore file";
    private const int MostBytes = 16 << 20;

    /// <summary>Reads the ignore file beside the Dockerfile, else that of the context.</summary>
    /// <param name="besideDockerfile">The host path of the one beside the Dockerfile, or null.</param>
    /// <param name="contextHostPath">The context.</param>
    /// <returns>The text, or null where there is no file.</returns>
    /// <exception cref="BuildException">The file can't be read; one of the context stays inside of it.</exception>
    public static SourceText? TryRead(string? besideDockerfile, string contextHostPath)
    {
        string contextRoot = Path.GetFullPath(contextHostPath);
        string hostPath = besideDockerfile ?? Path.Join(contextRoot, Name);
        string inContext = Path.GetRelativePath(contextRoot, hostPath);
        if (inContext.StartsWith("../", StringComparison.Ordinal))
        {
            return new SourceText(hostPath, Encoding.UTF8.GetString(InputFile.Read(hostPath, What, MostBytes)));
        }

        using DirectoryHandle context = DirectoryHandle.OpenHost(contextRoot);
        return InputFile.TryRead(context, inContext, What, MostBytes) is { } content ? new SourceText(hostPath, Encoding.UTF8.GetString(content)) : null;
    }

    /// <summary>The patterns of an ignore file.</summary>
    /// <exception cref="BuildException">One of them is malformed.</exception>
    public static IgnorePatterns Parse(SourceText source)
    {
        IgnorePatterns patterns = IgnorePatterns.Parse(source, out ImmutableArray<Diagnostic> diagnostics);
        Diagnostic? error = diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
        return error is null ? patterns : throw new BuildException(error.Message, error.Help) { File = source, Span = error.Span };
    }

    /// <summary>The patterns of <c>COPY --exclude</c>.</summary>
    /// <exception cref="InputException">One of them is malformed.</exception>
    public static IgnorePatterns ParseExcludes(ImmutableArray<string> excludes)
    {
        try
        {
            return IgnorePatterns.Parse(excludes);
        }
        catch (FormatException malformed)
        {
            throw new InputException($"--exclude: {malformed.Message}", "close every \"[\" and put no \"\\\" at the end");
        }
    }
}
