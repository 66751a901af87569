using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary><c>type=inline</c>: the steps whose layers an image has, inside the image's config.</summary>
internal static class InlineCache
{
    /// <summary>The value for the config: Base64 of JSON. How long steps took is left out, so that the image is the same wherever it is built.</summary>
    /// <param name="steps">The steps whose layers the image has.</param>
    /// <param name="diffIds">All layers of the image.</param>
    public static string Write(IEnumerable<UsedStep> steps, ImmutableArray<Digest> diffIds)
    {
        ImmutableArray<Descriptor> layers = [.. diffIds.Select(diffId => new Descriptor(MediaTypes.OciLayer, diffId, 0))];
        CacheConfig config = new(Form: null, [.. steps.Select(step => step.Share(layers[diffIds.IndexOf(step.Layer.DiffId)]) with { Seconds = 0 })], []);
        return Convert.ToBase64String(CacheConfigJson.Write(config, layers));
    }

    /// <summary>Reads the value.</summary>
    /// <param name="text">The value.</param>
    /// <param name="layers">The layers of the image's manifest.</param>
    /// <exception cref="InvalidContentException">It is malformed.</exception>
    public static CacheConfig Read(string text, ImmutableArray<Descriptor> layers)
    {
        try
        {
            return CacheConfigJson.Read(Convert.FromBase64String(text), layers);
        }
        catch (FormatException problem)
        {
            throw new InvalidContentException("the cache in its config is not Base64", problem);
        }
    }
}
