using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary>A here-document of RUN, COPY or ADD.</summary>
/// <param name="Name">The delimiter without quotes.</param>
/// <param name="Content">The body as written, line endings included.</param>
/// <param name="Expand">Whether variables are expanded: no part of the delimiter is quoted.</param>
/// <param name="Chomp">Whether <c>&lt;&lt;-</c> asked to drop leading tabs.</param>
/// <param name="FileDescriptor">The number before <c>&lt;&lt;</c>, 0 without one.</param>
public sealed record Heredoc(string Name, string Content, bool Expand, bool Chomp, int FileDescriptor)
{
    /// <summary>The body with leading tabs of its lines dropped when <see cref="Chomp"/> is set.</summary>
    public string ContentWithoutTabs => Chomp ? DropLeadingTabs(Content) : Content;

    private static string DropLeadingTabs(string content)
    {
        StringBuilder output = new(content.Length);
        bool atLineStart = true;
        foreach (char c in content)
        {
            if (atLineStart && c == '\t')
            {
                continue;
            }

            output.Append(c);
            atLineStart = c == '\n';
        }

        return output.ToString();
    }
}
