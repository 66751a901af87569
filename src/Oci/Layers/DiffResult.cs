using System.Collections.Immutable;

namespace Sharpbuild.Oci.Layers;

/// <summary>What of a directory tree was written to a layer.</summary>
/// <param name="Entries">All entries, markers included.</param>
/// <param name="Whiteouts">Markers for removed entries.</param>
/// <param name="OpaqueDirectories">Markers for directories that hide those below them.</param>
/// <param name="ContentBytes">The length of all regular files.</param>
/// <param name="SkippedSockets">The paths of sockets, which a layer cannot hold.</param>
public sealed record DiffResult(int Entries, int Whiteouts, int OpaqueDirectories, long ContentBytes, ImmutableArray<string> SkippedSockets);
