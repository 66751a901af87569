using System.Text;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>The lines of an ignore file against paths; the first line is the path.</summary>
internal static class IgnoreTarget
{
    // Each directory above a path is tried too, so the time grows with the square of its length, which the kernel bounds.
    private const int LongestPath = 200;

    private static readonly string[] Seeds =
    [
        "a/b/c\n*\n!a\na/*/c\n", "x/y.txt\n**/*.txt\n!x\n", "dir/sub/f\n/dir/**\n!dir/sub\n# c\n", "a[b]c\na[[]b*\n[a-c]*\n[^a]b\n\\*\n", "src/a.cs\n**/bin\n**\n!**/a.cs\n",
    ];

    private static readonly string[] Tokens = ["*", "**", "**/", "/**", "?", "[", "]", "[a-z]", "[^a]", "\\", "!", "#", "/", "//", "..", ".", "\n", "\r\n", "a", "b", " ", "\uFEFF", "é"];

    public static FuzzTarget Create() => new("ignore", DockerfileSeeds.Bytes(Seeds), DockerfileSeeds.Bytes(Tokens), Execute) { LongestInput = 128 };

    private static void Execute(byte[] input)
    {
        string[] lines = Encoding.UTF8.GetString(input).Split('\n');
        IgnorePatterns patterns;
        try
        {
            patterns = IgnorePatterns.Parse(lines[1..]);
        }
        catch (FormatException)
        {
            return;
        }

        string path = lines[0][..Math.Min(LongestPath, lines[0].Length)].Trim('/');
        if (path.LastIndexOf('/') is int slash and > 0 && patterns.CanPruneDirectory(path[..slash]) && !patterns.IsIgnored(path))
        {
            throw new InvalidOperationException("a directory is left out that holds a wanted file");
        }
    }
}
