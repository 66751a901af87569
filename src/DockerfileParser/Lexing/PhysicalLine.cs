namespace Sharpbuild.Dockerfiles;

/// <summary>A line of the source without its ending.</summary>
/// <param name="text">The characters.</param>
/// <param name="start">Offset of the first one in the source.</param>
internal readonly ref struct PhysicalLine(ReadOnlySpan<char> text, int start)
{
    public ReadOnlySpan<char> Text { get; } = text;

    public int Start { get; } = start;

    public bool IsBlank => Text.IsWhiteSpace();

    public bool IsComment => Text.TrimStart().StartsWith('#');

    public PhysicalLine TrimStart()
    {
        ReadOnlySpan<char> trimmed = Text.TrimStart();
        return new PhysicalLine(trimmed, Start + Text.Length - trimmed.Length);
    }

    /// <summary>Whether the last character is an escape that is not itself escaped; blanks may follow it.</summary>
    /// <param name="escape">The escape character.</param>
    /// <param name="length">Number of characters that belong to the instruction.</param>
    /// <remarks>Only one character is looked back at, as in BuildKit: three escapes in a row do not continue.</remarks>
    public bool EndsInContinuation(char escape, out int length)
    {
        ReadOnlySpan<char> body = Text.TrimEnd(" \t");
        bool continues = body.EndsWith(escape) && (body.Length == 1 || body[^2] != escape);
        length = continues ? body.Length - 1 : Text.Length;
        return continues;
    }
}
