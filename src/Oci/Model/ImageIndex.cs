using System.Collections.Immutable;

namespace Sharpbuild.Oci.Model;

/// <summary>A list of manifests, one per platform as a rule.</summary>
/// <param name="MediaType"><see cref="MediaTypes.OciIndex"/> or <see cref="MediaTypes.DockerIndex"/>.</param>
/// <param name="Manifests">The entries.</param>
/// <param name="Annotations">Free names and values.</param>
/// <param name="ArtifactType">The type of an artifact, or null.</param>
/// <param name="Subject">The manifest that this one speaks about, or null.</param>
/// <remarks>OCI image specification, image-index.md.</remarks>
public sealed record ImageIndex(
    string MediaType,
    ImmutableArray<Descriptor> Manifests,
    ImmutableSortedDictionary<string, string> Annotations,
    string? ArtifactType = null,
    Descriptor? Subject = null)
{
    /// <summary>Makes an index without annotations.</summary>
    public ImageIndex(string mediaType, ImmutableArray<Descriptor> manifests)
        : this(mediaType, manifests, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal))
    {
    }

    /// <summary>Finds the entry that fits a platform best, or null where none runs on it.</summary>
    /// <remarks>Entries without a platform fit only where no other does; attestations (<c>unknown/unknown</c>) never do.</remarks>
    public Descriptor? Select(Platform platform)
    {
        Descriptor? best = null;
        int bestDistance = int.MaxValue;
        foreach (Descriptor entry in Manifests)
        {
            int distance = entry.Platform is null ? int.MaxValue - 1 : platform.Distance(entry.Platform);
            if (distance >= 0 && distance < bestDistance)
            {
                (best, bestDistance) = (entry, distance);
            }
        }

        return best;
    }
}
