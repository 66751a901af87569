namespace Sharpbuild.Oci.Json;

/// <summary>The <c>config</c> member of an image config as it is read.</summary>
internal sealed class ContainerConfigDocument
{
    public string? User { get; set; }

    public Dictionary<string, EmptyDocument?>? ExposedPorts { get; set; }

    public string?[]? Env { get; set; }

    public string?[]? Entrypoint { get; set; }

    public string?[]? Cmd { get; set; }

    public Dictionary<string, EmptyDocument?>? Volumes { get; set; }

    public string? WorkingDir { get; set; }

    public Dictionary<string, string?>? Labels { get; set; }

    public string? StopSignal { get; set; }

    public bool? ArgsEscaped { get; set; }

    public HealthcheckDocument? Healthcheck { get; set; }

    public string?[]? OnBuild { get; set; }

    public string?[]? Shell { get; set; }
}
