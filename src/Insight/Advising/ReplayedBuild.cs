namespace Sharpbuild.Insight.Advising;

/// <summary>What a build of a replayed series took.</summary>
/// <param name="Elapsed">From begin to end.</param>
/// <param name="Executed">How many steps were executed.</param>
/// <param name="WrittenInBytes">The layers that were written.</param>
/// <param name="ImageSizeInBytes">The size of the image.</param>
public sealed record ReplayedBuild(TimeSpan Elapsed, int Executed, long WrittenInBytes, long ImageSizeInBytes);
