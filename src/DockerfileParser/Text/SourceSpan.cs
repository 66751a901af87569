namespace Sharpbuild.Dockerfiles;

/// <summary>A run of characters in a <see cref="SourceText"/>.</summary>
/// <param name="Start">Offset of the first character, from 0, in UTF-16 units.</param>
/// <param name="Length">Number of UTF-16 units.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>Offset just after the last character.</summary>
    public int End => Start + Length;

    internal static SourceSpan Between(int start, int end) => new(start, Math.Max(0, end - start));
}
