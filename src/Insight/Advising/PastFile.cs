using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;

namespace Sharpbuild.Insight.Advising;

/// <summary>A file of a past context.</summary>
/// <param name="Entry">What is known of it.</param>
/// <param name="Layer">The layer that holds its content; null where none is known.</param>
internal sealed record PastFile(ManifestEntry Entry, LayerRecord? Layer);
