namespace Sharpbuild.Dockerfiles;

/// <summary>The source lines of an instruction, heredoc bodies included.</summary>
/// <param name="Start">First line, from 1.</param>
/// <param name="End">Last line, from 1.</param>
public readonly record struct LineRange(int Start, int End);
