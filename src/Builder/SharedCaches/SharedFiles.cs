using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>The list of files behind a fingerprint, kept so that a later miss can name the file that changed.</summary>
/// <param name="Fingerprint">The value of a part of a key.</param>
/// <param name="Blob">The list.</param>
internal sealed record SharedFiles(string Fingerprint, Descriptor Blob);
