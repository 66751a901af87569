namespace Sharpbuild.Insight.Advising;

/// <summary>A change that may save something.</summary>
/// <param name="Name">The kind of change.</param>
/// <param name="Line">The line that it is about, from 1.</param>
/// <param name="Text">What to do and why, in one sentence.</param>
/// <param name="Draft">The files after it; null for a change that only a person can make.</param>
/// <param name="ImageSavedInBytes">How much smaller the image gets.</param>
/// <param name="ImprovesAnyway">Whether the change is right even where the records show no saving.</param>
internal sealed record Rewrite(
    string Name, int Line, string Text, Draft? Draft, long ImageSavedInBytes = 0, bool ImprovesAnyway = false);
