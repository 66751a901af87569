namespace Sharpbuild.Insight.Advising;

/// <summary>What a series of builds costs.</summary>
/// <param name="Seconds">The time of all steps that are executed.</param>
/// <param name="WrittenInBytes">The size of all layers that are written.</param>
/// <param name="Executed">How many steps are executed.</param>
public sealed record SeriesCost(double Seconds, long WrittenInBytes, int Executed);
