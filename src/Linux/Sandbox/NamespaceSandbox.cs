namespace Sharpbuild.Linux.Sandbox;

/// <summary>Runs commands in Linux namespaces. One object serves a whole build; its members may be used from many threads.</summary>
public sealed class NamespaceSandbox : ISandbox, IDisposable
{
    /// <inheritdoc/>
    public SandboxResult Run(SandboxSpec spec, CancellationToken cancellationToken) => throw new NotImplementedException(spec.ToString());

    /// <summary>Ends the networks that steps shared.</summary>
    public void Dispose()
    {
    }
}
