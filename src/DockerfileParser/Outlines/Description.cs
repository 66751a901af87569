using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Outlines;

/// <summary>Reads descriptions of stages and arguments out of the comments above them.</summary>
public static class Description
{
    /// <summary>The rest of the first comment line that begins with <paramref name="name"/> and a blank; empty when there is none.</summary>
    /// <param name="comments">The comment lines directly above the instruction.</param>
    /// <param name="name">What is described, or null.</param>
    public static string Of(ImmutableArray<string> comments, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "";
        }

        foreach (string comment in comments)
        {
            if (comment.Length > name.Length && comment[name.Length] == ' ' && comment.StartsWith(name, StringComparison.Ordinal))
            {
                return comment[(name.Length + 1)..];
            }
        }

        return "";
    }
}
