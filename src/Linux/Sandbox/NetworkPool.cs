using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The networks of a build: each serves one step at a time and is used again by the next.</summary>
internal sealed class NetworkPool(Func<SafeFileHandle> self, Func<string> resolvConf, Func<OwnerMap?> owners) : IDisposable
{
    private readonly Stack<ServedNetwork> _idle = [];
    private readonly Lock _lock = new();
    private readonly Lazy<IReadOnlyList<NetworkStack>> _stacks = new(() => NetworkStack.FindInstalled(resolvConf()));
    private bool _isUnavailable;
    private bool _hasCreated;
    private bool _isDisposed;

    /// <summary>Why there is no network, for the user.</summary>
    public string Reason => _stacks.Value.Count == 0
        ? "commands use the network of the host: install pasta (package passt) or slirp4netns to give them their own; root can also have one by ip and nft where packets are forwarded"
        : $"commands use the network of the host: {_stacks.Value[0].Arguments[0]} does not start (it needs /dev/net/tun)";

    /// <summary>Makes the first network if there is none yet.</summary>
    public void Prepare()
    {
        lock (_lock)
        {
            if (!_isDisposed && !_isUnavailable && _idle.Count == 0 && !_hasCreated && Create() is { } network)
            {
                _idle.Push(network);
            }
        }
    }

    /// <summary>A network for one step, or null where the machine offers none.</summary>
    public ServedNetwork? Rent()
    {
        lock (_lock)
        {
            while (_idle.TryPop(out ServedNetwork? idle))
            {
                if (idle.IsAlive)
                {
                    return idle;
                }

                idle.Dispose();
            }

            return _isUnavailable ? null : Create();
        }
    }

    /// <summary>Gives a network back.</summary>
    /// <param name="network">The network.</param>
    /// <param name="isClean">Whether the step had no rights to change it.</param>
    public void Return(ServedNetwork network, bool isClean)
    {
        lock (_lock)
        {
            if (isClean && !_isDisposed)
            {
                _idle.Push(network);
                return;
            }
        }

        network.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_idle.TryPop(out ServedNetwork? idle))
            {
                idle.Dispose();
            }
        }
    }

    private ServedNetwork? Create()
    {
        _hasCreated = true;
        foreach (NetworkStack stack in _stacks.Value)
        {
            if (NetworkNamespace.TryCreate(stack, self(), owners()) is { } network)
            {
                return network;
            }
        }

        if (VethNetwork.TryCreate(self(), owners(), resolvConf()) is { } cable)
        {
            return cable;
        }

        _isUnavailable = true;
        return null;
    }
}
