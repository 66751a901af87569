using System.Collections.Immutable;

namespace Sharpbuild.Oci.Layers;

/// <summary>What was unpacked.</summary>
/// <param name="EntryCount">The archive's entries, markers included.</param>
/// <param name="ContentBytes">The length of all regular files.</param>
/// <param name="Notes">What could not be kept, one sentence each: devices and attributes that the kernel refused or that were dropped.</param>
public sealed record UnpackResult(int EntryCount, long ContentBytes, ImmutableArray<string> Notes);
