namespace Sharpbuild.Builder.Options;

/// <summary>What happens when the value of a secret turns up in a new layer, in the config or in the history (<c>--secret-scan</c>).</summary>
public enum SecretScanMode
{
    /// <summary>The build fails.</summary>
    Error,

    /// <summary>The build goes on with a warning.</summary>
    Warn,

    /// <summary>Nobody looks.</summary>
    Off,
}
