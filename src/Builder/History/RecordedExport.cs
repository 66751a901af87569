namespace Sharpbuild.Builder.History;

/// <summary>One output that was written.</summary>
/// <param name="Kind"><c>image</c>, <c>oci</c>, <c>docker</c>, <c>tar</c> or <c>local</c>.</param>
/// <param name="Destination">The file or directory; <c>-</c> for standard output; null for the store.</param>
/// <param name="Started">When its writing began.</param>
/// <param name="Compress">The time until all layers were compressed; an archive takes them meanwhile.</param>
/// <param name="Write">The time for the rest: writing and pushing.</param>
public sealed record RecordedExport(string Kind, string? Destination, DateTimeOffset Started, TimeSpan Compress, TimeSpan Write);
