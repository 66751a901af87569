using System.IO.Hashing;

using Sharpbuild.Builder.Images;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Sizes;

/// <summary>Computes digests of the files that may have the same content, in one pass over each layer that has any.</summary>
internal static class ContentComparison
{
    private const int BufferSize = 1 << 17;

    /// <summary>Fills in the digests.</summary>
    public static void Run(OpenedImage image, HashSet<FileBody> bodies, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        for (int layer = 0; layer < image.Layers.Length; layer++)
        {
            Dictionary<string, FileBody> wanted = new(StringComparer.Ordinal);
            foreach (FileBody body in bodies)
            {
                if (body.Layer == layer)
                {
                    wanted[body.Path] = body;
                }
            }

            if (wanted.Count > 0)
            {
                using Stream tar = image.OpenTar(image.Layers[layer], cancellationToken);
                Read(tar, wanted, buffer, cancellationToken);
            }
        }
    }

    private static void Read(Stream tar, Dictionary<string, FileBody> wanted, byte[] buffer, CancellationToken cancellationToken)
    {
        using LayerReader reader = new(tar);
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.HardLinkTo is not null || !wanted.TryGetValue(entry.Path, out FileBody? body))
            {
                continue;
            }

            XxHash128 digest = new();
            for (int count = reader.ReadContent(buffer); count > 0; count = reader.ReadContent(buffer))
            {
                digest.Append(buffer.AsSpan(0, count));
            }

            body.Digest = digest.GetCurrentHashAsUInt128();
        }
    }
}
