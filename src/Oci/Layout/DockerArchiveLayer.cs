namespace Sharpbuild.Oci.Layout;

/// <summary>An uncompressed layer that goes into a Docker archive.</summary>
/// <param name="DiffId">The digest of the tar stream.</param>
/// <param name="SizeInBytes">Its size, or null where it is not known: then the stream is opened and read once more to count it.</param>
/// <param name="Open">Opens the tar stream, checked by who opens it; the writer disposes it.</param>
public sealed record DockerArchiveLayer(Digest DiffId, long? SizeInBytes, Func<Stream> Open);
