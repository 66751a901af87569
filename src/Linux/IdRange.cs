namespace Sharpbuild.Linux;

/// <summary>A run of ids in a user namespace and what they are outside.</summary>
/// <param name="Inside">The first id inside.</param>
/// <param name="Outside">The first id outside.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct IdRange(uint Inside, uint Outside, uint Count);
