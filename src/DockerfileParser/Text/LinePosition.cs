namespace Sharpbuild.Dockerfiles;

/// <summary>A place in a text as editors show it.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
public readonly record struct LinePosition(int Line, int Column);
