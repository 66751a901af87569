namespace Sharpbuild.Oci.Json;

/// <summary>A health check as it is read; times are in nanoseconds.</summary>
internal sealed class HealthcheckDocument
{
    public string?[]? Test { get; set; }

    public long? Interval { get; set; }

    public long? Timeout { get; set; }

    public long? StartPeriod { get; set; }

    public long? StartInterval { get; set; }

    public int? Retries { get; set; }
}
