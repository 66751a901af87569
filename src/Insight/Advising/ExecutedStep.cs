namespace Sharpbuild.Insight.Advising;

/// <summary>A step that a build executes.</summary>
/// <param name="Text">The instruction.</param>
/// <param name="IsNewContent">Whether its layer is another one than before; else the known layer is taken and nothing is written.</param>
internal readonly record struct ExecutedStep(string Text, bool IsNewContent);
