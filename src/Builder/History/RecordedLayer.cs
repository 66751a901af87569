namespace Sharpbuild.Builder.History;

/// <summary>A layer of the result.</summary>
/// <param name="DiffId">The digest of its uncompressed tar.</param>
/// <param name="SizeInBytes">The size of its blob: uncompressed for layers that this program made, as its registry has it for others.</param>
public sealed record RecordedLayer(string DiffId, long SizeInBytes);
