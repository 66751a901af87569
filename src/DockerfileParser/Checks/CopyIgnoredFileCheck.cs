using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A source that the ignore file hides.</summary>
internal static class CopyIgnoredFileCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "CopyIgnoredFile",
        "copy-ignored-file",
        "COPY and ADD name files that the ignore file leaves in the context",
        Find);

    private static void Find(CheckContext context)
    {
        if (context.Options.Ignore is not { IsEmpty: false } ignore)
        {
            return;
        }

        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            if (evaluated.Instruction is CopyInstruction { Flags.From: null } copy)
            {
                foreach (string source in evaluated.Words.Where(source => IsHidden(ignore, copy.IsAdd, source)))
                {
                    context.Report(copy, $"{copy.Keyword} of \"{source}\", which the ignore file leaves out");
                }
            }
        }
    }

    private static bool IsHidden(IgnorePatterns ignore, bool isAdd, string source)
    {
        if (isAdd && RemoteSource.IsRemote(source))
        {
            return false;
        }

        string path = CleanPath.Of("/" + source).TrimStart('/');
        if (path.Length == 0)
        {
            return ignore.HidesEverything;
        }

        return GlobPattern.HasWildcard(path)
            ? !ignore.HasNegation && ignore.IsIgnored(path)
            : ignore.CanPruneDirectory(path);
    }
}
