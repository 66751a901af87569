using System.Collections.Immutable;

using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Copying;

/// <summary>The files that a COPY or ADD takes, known without a look at where they go.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Sources">The matches of all words, in order.</param>
/// <param name="Fingerprint">The digest of all that decides the result but times and the instruction itself.</param>
/// <param name="Notes">What was left out although it was asked for, such as sockets.</param>
public sealed record SourceSelection(
    CopyRequest Request, ImmutableArray<SelectedSource> Sources, Digest Fingerprint, ImmutableArray<string> Notes)
{
    private InputManifest? _manifest;

    /// <summary>Whether the same selection, made later, has the same files, and none of them was written to in between.</summary>
    public bool IsUnchanged(SourceSelection later)
    {
        if (later.Fingerprint != Fingerprint)
        {
            return false;
        }

        for (int i = 0; i < Sources.Length; i++)
        {
            ImmutableArray<SelectedFile> files = Sources[i].Files;
            for (int j = 0; j < files.Length; j++)
            {
                if (!files[j].File.IsUnchanged(later.Sources[i].Files[j].File.Status))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>What the fingerprint was made of, file by file, to tell later what changed; made when it is first asked for.</summary>
    public InputManifest Manifest => _manifest ??= InputManifest.Of(this);
}
