namespace Sharpbuild.Insight.Advising;

/// <summary>A change, what it is expected to save over the recorded builds, and the files before and after it.</summary>
/// <param name="Name">The kind of change, such as <c>manifests-first</c>.</param>
/// <param name="Line">The line of the Dockerfile before the change, from 1.</param>
/// <param name="Text">What to do and why, in one sentence.</param>
/// <param name="Before">The files before it.</param>
/// <param name="After">The files after it; null for a change that only a person can make.</param>
/// <param name="SecondsSaved">Time of steps that need not be executed.</param>
/// <param name="WrittenSavedInBytes">Layers that need not be written.</param>
/// <param name="ImageSavedInBytes">How much smaller the image gets.</param>
public sealed record Proposal(
    string Name, int Line, string Text, Draft Before, Draft? After, double SecondsSaved, long WrittenSavedInBytes, long ImageSavedInBytes);
