using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>How modification times are written to a layer: in whole seconds, as they are by default.</summary>
public readonly record struct LayerTimes
{
    private readonly long? _latest;

    private LayerTimes(long latest) => _latest = latest;

    /// <summary>Times as they are, in whole seconds.</summary>
    public static LayerTimes WholeSeconds => default;

    /// <summary>Times later than <paramref name="epochSeconds"/> become that time.</summary>
    public static LayerTimes Clamp(long epochSeconds) => new(epochSeconds);

    /// <summary>The seconds since 1970 that are written for <paramref name="time"/>.</summary>
    public long SecondsOf(UnixTime time) => _latest is { } latest ? Math.Min(time.Seconds, latest) : time.Seconds;
}
