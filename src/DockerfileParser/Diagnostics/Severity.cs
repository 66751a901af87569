namespace Sharpbuild.Dockerfiles;

/// <summary>How much a <see cref="Diagnostic"/> matters.</summary>
public enum Severity
{
    /// <summary>The build goes on.</summary>
    Warning,

    /// <summary>The build stops.</summary>
    Error,
}
