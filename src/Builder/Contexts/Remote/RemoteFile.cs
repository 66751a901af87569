using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>A file that came over the network, in the cache of downloads.</summary>
/// <param name="Tree">The tree that it lies in.</param>
/// <param name="Path">Its path there.</param>
/// <param name="FileName">The name that its address gives it.</param>
/// <param name="Digest">The digest of its content.</param>
/// <param name="ModifiedAt">When the server says that it changed last; 1970-01-01 where it does not say.</param>
public sealed record RemoteFile(ISourceTree Tree, string Path, string FileName, FileDigest Digest, UnixTime ModifiedAt);
