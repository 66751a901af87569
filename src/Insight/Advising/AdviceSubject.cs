using Sharpbuild.Builder;
using Sharpbuild.Builder.History;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>The files that advice is given on: as they are now where they are still there, else as the last build recorded them.</summary>
/// <param name="Draft">The Dockerfile and the ignore file.</param>
/// <param name="Context">The host path of the context; null where it is not a directory of this machine.</param>
/// <param name="Patch">Where the files lie below the context.</param>
public sealed record AdviceSubject(Draft Draft, string? Context, AdvicePatch Patch)
{
    /// <summary>Finds the files of a build.</summary>
    /// <exception cref="BuildException">The Dockerfile can't be parsed.</exception>
    public static AdviceSubject Of(BuildRecord last)
    {
        string? context = Directory.Exists(last.Options.Context) ? last.Options.Context : null;
        string dockerfilePath = last.Names[0].Split('\n')[1];
        string text = context is not null && File.Exists(dockerfilePath) ? File.ReadAllText(dockerfilePath) : last.Dockerfile;
        ParseResult parsed = Dockerfile.Parse(new SourceText(last.FileName, text));
        if (parsed.HasErrors)
        {
            Diagnostic error = parsed.Diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error);
            throw new BuildException(error.Message, error.Help).At(parsed.Dockerfile.Source, error.Span);
        }

        string ownIgnore = dockerfilePath + ".dockerignore";
        string ignorePath = File.Exists(ownIgnore) || context is null ? ownIgnore : Path.Join(context, ".dockerignore");
        string ignore = File.Exists(ignorePath) ? File.ReadAllText(ignorePath) : last.Ignore ?? "";
        AdvicePatch patch = new(BelowContext(context, dockerfilePath), BelowContext(context, ignorePath));
        return new AdviceSubject(new Draft(parsed.Dockerfile, ignore), context, patch);
    }

    private static string BelowContext(string? context, string hostPath)
    {
        string relative = context is null ? Path.GetFileName(hostPath) : Path.GetRelativePath(context, hostPath);
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFileName(hostPath) : relative;
    }
}
