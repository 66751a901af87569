using Sharpbuild.Oci;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>The tar reader: headers, pax and GNU extensions, sparse maps, contents; and the index of a layer.</summary>
internal static class TarTarget
{
    private const int MostContent = 1 << 20;

    public static FuzzTarget Create() => new("tar", TarSeeds.Archives, TarSeeds.Tokens, Execute) { LongestInput = 6144 };

    private static void Execute(byte[] input)
    {
        TarSeeds.WithChecksums(input);
        try
        {
            ReadAll(input);
            LayerIndex index = LayerIndex.Build(new MemoryStream(input), "fuzz", CancellationToken.None);
            using MemoryStream saved = new();
            index.Save(saved);
            LayerIndex.Load(saved.ToArray());
        }
        catch (InvalidContentException)
        {
            // What the reader says to malformed archives.
        }
    }

    private static void ReadAll(byte[] input)
    {
        using LayerReader reader = new(new MemoryStream(input));
        byte[] buffer = new byte[4096];
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            if (entry.Path.StartsWith('/') || entry.Path.Split('/').Contains("..") || entry.Path.Contains('\0'))
            {
                throw new InvalidOperationException($"the path \"{entry.Path}\" leads out");
            }

            long total = 0;
            for (int count; total < MostContent && (count = reader.ReadContent(buffer)) > 0;)
            {
                total += count;
            }

            if (total > entry.SizeInBytes)
            {
                throw new InvalidOperationException($"{total} bytes of {entry.SizeInBytes}");
            }
        }
    }
}
