using System.Collections.Immutable;

namespace Sharpbuild.Builder.Caching;

/// <summary>What is kept of a step that was run: its key by parts and the layer it made.</summary>
/// <param name="Version">The form of this record; others are ignored.</param>
/// <param name="Parts">The parts of the key.</param>
/// <param name="Layer">The layer.</param>
/// <param name="CreatedAt">When it was made, RFC 3339; becomes the history's time.</param>
/// <param name="Seconds">How long the step took.</param>
public sealed record StepRecord(int Version, ImmutableArray<KeyPart> Parts, LayerRecord Layer, string CreatedAt, double Seconds)
{
    /// <summary>The form that this program writes.</summary>
    public const int CurrentVersion = 1;
}
