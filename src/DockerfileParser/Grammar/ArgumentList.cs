using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>The arguments of an instruction as its grammar divides them.</summary>
/// <param name="Words">The arguments; three for each pair of ENV and LABEL.</param>
/// <param name="IsJson">Whether they were a JSON array of strings.</param>
internal sealed record ArgumentList(ImmutableArray<Word> Words, bool IsJson)
{
    public static ArgumentList Empty { get; } = new([], false);

    public static ArgumentList Of(params ReadOnlySpan<Word> words) => new([.. words], false);
}
