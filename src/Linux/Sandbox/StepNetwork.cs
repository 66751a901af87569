using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The network that one step really gets.</summary>
internal sealed class StepNetwork : IDisposable
{
    private readonly NetworkPool _pool;
    private readonly ServedNetwork? _rented;
    private readonly bool _isClean;
    private readonly SafeFileHandle? _closed;

    /// <summary>Finds the network for a step.</summary>
    public StepNetwork(NetworkPool pool, SandboxSpec spec, string resolvConf)
    {
        _pool = pool;
        _rented = spec.Network == NetworkMode.Sandbox ? pool.Rent() : null;
        _isClean = !spec.Privileged && !spec.Capabilities.Contains(Capability.NetAdmin);
        Mode = spec.Network == NetworkMode.Sandbox && _rented is null ? NetworkMode.Host : spec.Network;
        _closed = Mode == NetworkMode.None && spec.Owners is not null ? NetworkNamespace.CreateOwned(spec.Owners, isUp: true) : null;
        ResolvConf = spec.ResolvConf ?? _rented?.Adapt(resolvConf) ?? resolvConf;
    }

    /// <summary>The mode: the host's network where no own one is to be had.</summary>
    public NetworkMode Mode { get; }

    /// <summary>The namespace to join, if any.</summary>
    public SafeFileHandle? Namespace => _rented?.Handle ?? _closed;

    /// <summary>The text of <c>/etc/resolv.conf</c>.</summary>
    public string ResolvConf { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed?.Dispose();
        if (_rented is not null)
        {
            _pool.Return(_rented, _isClean);
        }
    }
}
