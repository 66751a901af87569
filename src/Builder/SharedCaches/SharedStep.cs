using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>A step as a shared cache knows it.</summary>
/// <param name="Key">Its cache key: 64 hexadecimal digits.</param>
/// <param name="Place">Where it stands and the parts of its key, secrets masked, so that a later miss can be explained.</param>
/// <param name="Layer">Its layer, with the form that lies in the cache.</param>
/// <param name="CreatedAt">When it was made, RFC 3339.</param>
/// <param name="Seconds">How long it took; 0 where that is not kept.</param>
internal sealed record SharedStep(string Key, PlannedStep Place, LayerRecord Layer, string CreatedAt, double Seconds);
