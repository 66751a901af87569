namespace Sharpbuild.Builder.Snapshots;

/// <summary>The upper directory of a step that has ended.</summary>
/// <param name="HostPath">Where it lies; whoever holds this object takes it over or removes it.</param>
/// <param name="Seal">The seal of what is in it.</param>
internal sealed record FinishedUpper(string HostPath, SnapshotSeal Seal);
