using System.Net.Sockets;

using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Running;

/// <summary>
/// A socket that leads to an ssh agent. An agent talks to its own user only, so the builder stands between; and it lets through only what a
/// step needs, so that a step can neither add, remove nor lock keys.
/// </summary>
internal sealed class SshRelay : IDisposable
{
    /// <summary>The name of the socket in its directory.</summary>
    public const string Name = "ssh";

    private const int StackSizeInBytes = 256 * 1024;

    private readonly WorkDirectory _directory;
    private readonly string _agentHostPath;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Socket> _open = [];
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <summary>Begins to listen.</summary>
    /// <param name="directory">Where the socket lies; disposed with this object.</param>
    /// <param name="agentHostPath">The agent's socket.</param>
    public SshRelay(WorkDirectory directory, string agentHostPath)
    {
        _directory = directory;
        _agentHostPath = agentHostPath;

        // The path of a socket has at most 107 bytes; this one is short wherever the directory is.
        using DirectoryHandle place = DirectoryHandle.OpenHost(directory.HostPath);
        _listener.Bind(new UnixDomainSocketEndPoint($"{place.DescriptorPath}/{Name}"));
        _listener.Listen();
        StartThread(Accept);
    }

    /// <summary>The directory with the socket.</summary>
    public string DirectoryHostPath => _directory.HostPath;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _listener.Dispose();
            foreach (Socket socket in _open)
            {
                socket.Dispose();
            }
        }

        _directory.Dispose();
    }

    private static void StartThread(ThreadStart work) => new Thread(work, StackSizeInBytes) { IsBackground = true, Name = "ssh agent" }.Start();

    private void Accept()
    {
        while (true)
        {
            try
            {
                Socket client = _listener.Accept();
                if (!TryKeep(client))
                {
                    return;
                }

                StartThread(() => Serve(client));
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private bool TryKeep(Socket socket)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                socket.Dispose();
                return false;
            }

            _open.Add(socket);
            return true;
        }
    }

    private void Serve(Socket client)
    {
        using Socket agent = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (TryKeep(agent))
            {
                agent.Connect(new UnixDomainSocketEndPoint(_agentHostPath));
                while (AgentMessage.Receive(client) is { } request)
                {
                    AgentMessage.Send(client, AgentMessage.MayPass(request) ? Ask(agent, request) : AgentMessage.Failure);
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The step or the agent has ended; the step sees its connection closed.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static byte[] Ask(Socket agent, byte[] request)
    {
        AgentMessage.Send(agent, request);
        return AgentMessage.Receive(agent) ?? AgentMessage.Failure;
    }
}
