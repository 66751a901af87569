using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Store;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>Remembers what references to registries were resolved to, so that the next build needs no network.</summary>
/// <param name="state">The state directory.</param>
/// <param name="content">Keeps manifests and configs.</param>
/// <param name="workspace">Where files lie until they are whole.</param>
internal sealed class ReferenceRecords(StateDirectory state, ContentStore content, Lazy<Workspace> workspace)
{
    private const int MostDocumentBytes = 8 << 20;

    /// <summary>What a reference was resolved to, or null where it is not known.</summary>
    public ResolvedImage? TryGet(ImageReference reference, Platform platform)
    {
        byte[]? text = AtomicFile.TryRead(PathOf(reference, platform));
        if (text is null || !Digest.TryParse(System.Text.Encoding.ASCII.GetString(text), out Digest digest) || !content.HasBlob(digest))
        {
            return null;
        }

        byte[] manifestBytes = content.ReadBlob(digest, MostDocumentBytes);
        ImageManifest manifest = ManifestJson.ReadManifest(manifestBytes);
        if (!content.HasBlob(manifest.Config.Digest))
        {
            return null;
        }

        byte[] configBytes = content.ReadBlob(manifest.Config.Digest, MostDocumentBytes);
        Descriptor descriptor = new(manifest.MediaType, digest, manifestBytes.Length);
        return new ResolvedImage(descriptor, manifestBytes, manifest, configBytes, ConfigJson.Read(configBytes), descriptor);
    }

    /// <summary>Keeps what a reference was resolved to.</summary>
    public void Put(ImageReference reference, Platform platform, ResolvedImage image)
    {
        content.WriteBlob(image.ConfigBytes.Span, image.ConfigDescriptor.MediaType);
        content.WriteBlob(image.ManifestBytes.Span, image.Manifest.MediaType);
        AtomicFile.Write(PathOf(reference, platform), System.Text.Encoding.ASCII.GetBytes(image.ManifestDescriptor.Digest.ToString()), workspace.Value.HostPath);
    }

    private string PathOf(ImageReference reference, Platform platform) =>
        Path.Join(state.References, CacheKey.Digest(reference.Name, reference.TagOrDigest, platform.ToString()));
}
