using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A network that reaches out, which commands join one after the other.</summary>
/// <param name="handle">The namespace; it becomes this object's.</param>
internal abstract class ServedNetwork(SafeFileHandle handle) : IDisposable
{
    /// <summary>The namespace, for setns(2).</summary>
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>Whether it still reaches out.</summary>
    public abstract bool IsAlive { get; }

    /// <summary>The text of <c>/etc/resolv.conf</c> in which name servers on the host's loopback are reached another way.</summary>
    public abstract string Adapt(string resolvConf);

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        Handle.Dispose();
    }

    /// <summary>Ends what serves it.</summary>
    protected abstract void Release();
}
