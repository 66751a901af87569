using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>The sources of COPY or ADD told apart into paths and heredocs.</summary>
/// <param name="Paths">The sources that are paths.</param>
/// <param name="Heredocs">The sources that are heredocs.</param>
/// <param name="EndsInArrow">Whether the last word is an arrow whose delimiter stands where the destination should.</param>
internal sealed record CopySources(ImmutableArray<string> Paths, ImmutableArray<Heredoc> Heredocs, bool EndsInArrow)
{
    public static CopySources Read(InstructionSyntax syntax, ImmutableArray<SourceWord> words)
    {
        ImmutableArray<string>.Builder paths = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<Heredoc>.Builder heredocs = ImmutableArray.CreateBuilder<Heredoc>();
        bool isAfterArrow = false;
        foreach (SourceWord word in words)
        {
            HeredocMark? mark = isAfterArrow ? HeredocMark.TryParse("<<" + word.Text) : HeredocMark.TryParse(word.Text);
            isAfterArrow = mark is null && !syntax.IsJson && !syntax.Heredocs.IsEmpty && IsArrow(word.Text);
            if (isAfterArrow)
            {
                continue;
            }

            if (mark is null)
            {
                paths.Add(word.Text);
            }
            else
            {
                heredocs.Add(Find(syntax.Heredocs, mark, heredocs.Count));
            }
        }

        return new CopySources(paths.ToImmutable(), heredocs.ToImmutable(), isAfterArrow);
    }

    /// <summary>A heredoc in the JSON form has no body: its file is empty.</summary>
    private static Heredoc Find(ImmutableArray<Heredoc> bodies, HeredocMark mark, int index) =>
        index < bodies.Length && bodies[index].Name == mark.Name
            ? bodies[index]
            : bodies.FirstOrDefault(body => body.Name == mark.Name)
                ?? new Heredoc(mark.Name, "", mark.Expand, mark.Chomp, mark.FileDescriptor);

    /// <summary><c>&lt;&lt;</c> with the delimiter in the next word.</summary>
    private static bool IsArrow(string word) =>
        word.EndsWith("<<", StringComparison.Ordinal) && word.AsSpan(0, word.Length - 2).Trim("0123456789").IsEmpty;
}
