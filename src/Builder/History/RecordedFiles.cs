using System.Collections.Immutable;

namespace Sharpbuild.Builder.History;

/// <summary>Files of the context that were read again because their times changed, although their content had not.</summary>
/// <param name="Count">How many.</param>
/// <param name="Examples">Some of their paths.</param>
public sealed record RecordedFiles(int Count, ImmutableArray<string> Examples)
{
    /// <summary>No file.</summary>
    public static RecordedFiles None { get; } = new(0, []);
}
