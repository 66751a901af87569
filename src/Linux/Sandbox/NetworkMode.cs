namespace Sharpbuild.Linux.Sandbox;

/// <summary>Which network a command sees.</summary>
public enum NetworkMode
{
    /// <summary>A network of its own that reaches out but cannot be reached.</summary>
    Sandbox,

    /// <summary>The loopback interface only.</summary>
    None,

    /// <summary>The network of the host.</summary>
    Host,
}
