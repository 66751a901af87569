namespace Sharpbuild.Dockerfiles.Outlines;

/// <summary>One thing that a build of a target takes from outside.</summary>
/// <param name="Name">The name of an argument, or the id of a secret or an agent.</param>
/// <param name="Description">The comment above it that begins with its name, without the name; empty when there is none.</param>
/// <param name="Value">The value of an argument; empty when it has none.</param>
/// <param name="Required">Whether the build fails without it.</param>
/// <param name="Lines">The lines of the instruction.</param>
public sealed record OutlineEntry(string Name, string Description, string Value, bool Required, LineRange Lines);
