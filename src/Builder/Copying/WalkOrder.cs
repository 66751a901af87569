using Sharpbuild.Linux;

namespace Sharpbuild.Builder.Copying;

/// <summary>The order of entries in a layer: parents first, siblings in byte order of their names.</summary>
internal sealed class WalkOrder : IComparer<string>
{
    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        int common = x.AsSpan().CommonPrefixLength(y);
        if (common == x?.Length || common == y?.Length)
        {
            return (x?.Length ?? 0).CompareTo(y?.Length ?? 0);
        }

        return x![common] == '/' ? -1 : y![common] == '/' ? 1 : PathText.Compare(x, y);
    }
}
