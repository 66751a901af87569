using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Advising;

/// <summary>The files of past contexts: what COPY took is listed in the store, and the contents lie in the layers that it made.</summary>
internal sealed class PastContents
{
    private readonly InputStore _inputs;
    private readonly ContentStore _content;
    private readonly LayerStore _layers;

    /// <summary>Looks into a store.</summary>
    /// <param name="state">The store.</param>
    /// <param name="workspace">Where listings lie until they are whole.</param>
    public PastContents(StateDirectory state, Lazy<Workspace> workspace)
    {
        _inputs = new InputStore(state, workspace);
        _content = new ContentStore(state.Images, () => workspace.Value.HostPath);
        _layers = new LayerStore(state, _content, workspace);
    }

    /// <summary>The files of the context that a build copied, by path.</summary>
    public Dictionary<string, PastFile> FilesOf(BuildRecord build)
    {
        Dictionary<string, PastFile> files = new(StringComparer.Ordinal);
        foreach (RecordedStep step in build.Steps)
        {
            if (SeriesReader.ReadsContext(step) && SeriesReader.ValueOf(step.Parts, MissReason.Files) is { } fingerprint && _inputs.TryGet(fingerprint) is { } manifest)
            {
                foreach (ManifestEntry entry in manifest.Entries)
                {
                    files[entry.Path] = new PastFile(entry, step.Layer);
                }
            }
        }

        return files;
    }

    /// <summary>The bytes of a regular file, or null where its layer is gone or has it no more.</summary>
    public byte[]? TryRead(PastFile file)
    {
        if (file is not { Entry.Kind: FileKind.Regular, Layer: { } made } || !Digest.TryParse(made.DiffId, out Digest diffId))
        {
            return null;
        }

        using SafeFileHandle? tar = _content.TryOpenHandle(diffId);
        if (tar is null)
        {
            return null;
        }

        Layer layer = new(diffId, made.ContentDigest, new Oci.Model.Descriptor(Oci.Model.MediaTypes.OciLayer, diffId, made.SizeInBytes), Origin: null);
        LayerIndex index = _layers.Index(layer, CancellationToken.None);
        string name = Path.GetFileName(file.Entry.Path);
        foreach (LayerEntry entry in index.All())
        {
            if (entry.Kind == FileKind.Regular && Path.GetFileName(entry.Path) == name && index.TryGet(entry.Path, out _, out long offset) && offset >= 0)
            {
                byte[] content = new byte[entry.SizeInBytes];
                int count = RandomAccess.Read(tar, content, offset);
                if (count == content.Length && ManifestEntry.ContentOf(new FileDigest(SHA256.HashData(content))) == file.Entry.Content)
                {
                    return content;
                }
            }
        }

        return null;
    }
}
