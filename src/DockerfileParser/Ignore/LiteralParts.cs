using System.Collections.Immutable;
using System.Text;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>The plain characters that every match of a pattern holds: most paths are told by them alone.</summary>
/// <param name="Prefix">What a match begins with.</param>
/// <param name="Suffix">What a match ends with.</param>
/// <param name="Inner">The longest plain run between wildcards.</param>
internal sealed record LiteralParts(string Prefix, string Suffix, string Inner)
{
    public static LiteralParts Of(ImmutableArray<GlobToken> tokens)
    {
        List<string> runs = [];
        StringBuilder run = new();
        foreach (GlobToken token in tokens)
        {
            if (token.Kind == GlobTokenKind.Literal)
            {
                Append(run, token.Literal);
            }
            else
            {
                runs.Add(run.ToString());
                run.Clear();
            }
        }

        runs.Add(run.ToString());
        return new LiteralParts(runs[0], runs[^1], runs.MaxBy(text => text.Length) ?? "");
    }

    /// <summary>False when the path cannot match.</summary>
    public bool Allow(ReadOnlySpan<char> path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal)
        && path.EndsWith(Suffix, StringComparison.Ordinal)
        && path.Contains(Inner, StringComparison.Ordinal);

    private static void Append(StringBuilder run, int codePoint)
    {
        if (codePoint > char.MaxValue)
        {
            run.Append(char.ConvertFromUtf32(codePoint));
        }
        else
        {
            run.Append((char)codePoint);
        }
    }
}
