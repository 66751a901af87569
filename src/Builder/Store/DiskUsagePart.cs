namespace Sharpbuild.Builder.Store;

/// <summary>The room that a part of the state directory takes.</summary>
/// <param name="Name">The part.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="SizeInBytes">What is allocated on the disk.</param>
public sealed record DiskUsagePart(string Name, long Files, long SizeInBytes);
