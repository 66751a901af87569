using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>A set of characters: <c>[a-z]</c>, <c>[^0-9]</c>.</summary>
internal sealed class CharacterClass(bool isNegated, ImmutableArray<(int First, int Last)> ranges)
{
    public bool Contains(int c)
    {
        foreach ((int first, int last) in ranges)
        {
            if (c >= first && c <= last)
            {
                return !isNegated;
            }
        }

        return isNegated;
    }
}
