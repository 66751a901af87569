using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>The address that an ADD takes its files from.</summary>
/// <param name="Text">The address.</param>
/// <param name="IsGit">Whether it is a git repository.</param>
/// <param name="IsPinned">Whether a checksum or a commit pins its content.</param>
internal sealed record RemoteAddress(string Text, bool IsGit, bool IsPinned)
{
    private const int CommitLength = 40;

    /// <summary>The address of a step, or null where it has none.</summary>
    public static RemoteAddress? Of(RecordedStep step)
    {
        if (!step.CreatedBy.StartsWith("ADD ", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (string word in step.CreatedBy.Split(' '))
        {
            bool isGit = word.StartsWith("git@", StringComparison.Ordinal) || word.StartsWith("git://", StringComparison.Ordinal) || word.StartsWith("ssh://", StringComparison.Ordinal)
                || (word.Contains("://", StringComparison.Ordinal) && (word.EndsWith(".git", StringComparison.Ordinal) || word.Contains(".git#", StringComparison.Ordinal)));
            if (isGit || word.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || word.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            {
                return new RemoteAddress(word, isGit, step.Text.Contains("--checksum", StringComparison.Ordinal) || (isGit && NamesCommit(word)));
            }
        }

        return null;
    }

    private static bool NamesCommit(string address)
    {
        int mark = address.IndexOf('#', StringComparison.Ordinal);
        ReadOnlySpan<char> name = mark < 0 ? [] : address.AsSpan(mark + 1);
        return name.Length >= CommitLength && !name[..CommitLength].ContainsAnyExcept("0123456789abcdef");
    }
}
