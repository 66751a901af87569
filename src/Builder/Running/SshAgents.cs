using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Running;

/// <summary>The ssh agents of a build: those of the user, and for keys one of its own that ends with the build.</summary>
/// <param name="options">What <c>--ssh</c> says, by id.</param>
/// <param name="workspace">Where sockets lie.</param>
internal sealed class SshAgents(ImmutableDictionary<string, SshOption> options, Lazy<Workspace> workspace) : IDisposable
{
    private readonly Dictionary<string, KeyAgent> _started = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Whether the build has an agent of this id.</summary>
    public bool Has(string id) => options.ContainsKey(id);

    /// <summary>The host path of the socket of an agent; started if it is not yet running. Null where the build has none of this id.</summary>
    /// <exception cref="BuildException">A key cannot be read.</exception>
    public string? SocketOf(string id)
    {
        if (!options.TryGetValue(id, out SshOption? option))
        {
            return null;
        }

        if (option.IsSocket)
        {
            return option.HostPaths[0];
        }

        lock (_lock)
        {
            if (!_started.TryGetValue(id, out KeyAgent? agent))
            {
                agent = KeyAgent.Start(workspace.Value.CreateDirectory(), option.HostPaths);
                _started.Add(id, agent);
            }

            return agent.SocketHostPath;
        }
    }

    /// <summary>Opens a socket of its own for one step, which leads to an agent and takes only requests to list keys and to sign.</summary>
    /// <param name="id">The agent.</param>
    /// <param name="mode">The permissions of the socket.</param>
    /// <param name="userId">Its owner.</param>
    /// <param name="groupId">Its group.</param>
    /// <returns>The socket, which the caller disposes; null where the build has no agent of this id.</returns>
    public SshRelay? Open(string id, int mode, uint userId, uint groupId)
    {
        if (SocketOf(id) is not { } agent)
        {
            return null;
        }

        WorkDirectory directory = new(workspace);
        SshRelay relay = new(directory, agent);
        using DirectoryHandle place = DirectoryHandle.OpenHost(directory.HostPath);
        place.SetMode(SshRelay.Name, mode);
        place.SetOwner(SshRelay.Name, userId, groupId);
        return relay;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KeyAgent agent in _started.Values)
        {
            agent.Dispose();
        }
    }
}
