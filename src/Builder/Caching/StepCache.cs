using System.Text.Json;

using Sharpbuild.Builder.Store;

namespace Sharpbuild.Builder.Caching;

/// <summary>The records of steps that were run, by cache key and by outcome; safe for several processes at once.</summary>
/// <param name="state">The state directory.</param>
/// <param name="workspace">Where files lie until they are whole.</param>
public sealed class StepCache(StateDirectory state, Lazy<Workspace> workspace)
{
    /// <summary>The record for a key, or null where the step was never run or its layer is gone.</summary>
    public StepRecord? TryGet(CacheKey key) => TryRead(state.Records, key.Hex);

    /// <summary>The record of an earlier run that gave the same content on the same parent.</summary>
    public StepRecord? TryGetOutcome(string parent, string contentDigest) => TryRead(state.Outcomes, OutcomeName(parent, contentDigest));

    /// <summary>Keeps a record under its key and under its outcome.</summary>
    /// <param name="key">The step's key.</param>
    /// <param name="parent">What the step was run on.</param>
    /// <param name="record">The record.</param>
    public void Put(CacheKey key, string parent, StepRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, CacheJsonContext.Default.StepRecord);
        Write(state.Outcomes, OutcomeName(parent, record.Layer.ContentDigest), json);
        Write(state.Records, key.Hex, json);
    }

    /// <summary>The blobs that cache records and remembered forms stand for.</summary>
    public IEnumerable<Oci.Digest> ReferencedBlobs()
    {
        foreach (string path in Directory.EnumerateFiles(state.Records, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetFileName(Path.GetDirectoryName(path)) + Path.GetFileName(path);
            if (TryRead(state.Records, name) is { } record && Oci.Digest.TryParse(record.Layer.Blob?.Digest ?? record.Layer.DiffId, out Oci.Digest digest))
            {
                yield return digest;
            }
        }

        foreach (string directory in (string[])[state.Compressed, state.References])
        {
            foreach (string path in Directory.EnumerateFiles(directory))
            {
                if (Oci.Digest.TryParse(File.ReadAllText(path), out Oci.Digest digest))
                {
                    yield return digest;
                }
            }
        }
    }

    /// <summary>Removes the records whose layer is gone.</summary>
    public void RemoveStale()
    {
        foreach (string directory in (string[])[state.Records, state.Outcomes])
        {
            foreach (string path in Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
            {
                if (TryRead(directory, Path.GetFileName(Path.GetDirectoryName(path)) + Path.GetFileName(path)) is null)
                {
                    File.Delete(path);
                }
            }
        }
    }

    private static string OutcomeName(string parent, string contentDigest) => CacheKey.Digest(parent, contentDigest);

    private static string PathOf(string directory, string name) => Path.Join(directory, name[..2], name[2..]);

    private StepRecord? TryRead(string directory, string name)
    {
        byte[]? json = AtomicFile.TryRead(PathOf(directory, name));
        if (json is null)
        {
            return null;
        }

        try
        {
            StepRecord? record = JsonSerializer.Deserialize(json, CacheJsonContext.Default.StepRecord);
            return record is { Version: StepRecord.CurrentVersion } && Present(record.Layer) is { } layer ? record with { Layer = layer } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The layer as the store has it: uncompressed, else in the form of its record; null where it has neither.</summary>
    private LayerRecord? Present(LayerRecord layer) =>
        Exists(layer.DiffId, layer.SizeInBytes) ? layer with { Blob = null }
        : layer.Blob is { } blob && Exists(blob.Digest, blob.SizeInBytes) ? layer
        : null;

    private bool Exists(string digest, long sizeInBytes) =>
        Oci.Digest.TryParse(digest, out Oci.Digest parsed)
        && new FileInfo(Path.Join(state.Images, "blobs", parsed.Algorithm, parsed.Hex)) is { Exists: true } blob
        && blob.Length == sizeInBytes;

    private void Write(string directory, string name, byte[] json)
    {
        string path = PathOf(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, json, workspace.Value.HostPath);
    }
}
