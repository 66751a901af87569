using System.Collections.Immutable;

namespace Sharpbuild.Insight.Advising;

/// <summary>A series that was built again with the files as they are and as advised.</summary>
/// <param name="Before">Each build with the files as they are.</param>
/// <param name="After">Each build as advised.</param>
/// <param name="Imitated">How many changed files were not in the store any more and were changed by a blank line instead.</param>
public sealed record ReplayedSeries(ImmutableArray<ReplayedBuild> Before, ImmutableArray<ReplayedBuild> After, int Imitated);
