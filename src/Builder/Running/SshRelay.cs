using System.Buffers.Binary;
using System.Net.Sockets;

using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Running;

/// <summary>
/// A socket that leads to an ssh agent. An agent talks to its own user only, so the builder stands between; and it lets through only what a
/// step needs, so that a step can neither add, remove nor lock keys.
/// </summary>
/// <remarks>The protocol of agents: draft-miller-ssh-agent, requests 11 (list) and 13 (sign); 5 is failure.</remarks>
internal sealed class SshRelay : IDisposable
{
    /// <summary>The name of the socket in its directory.</summary>
    public const string Name = "ssh";

    private const int StackSizeInBytes = 256 * 1024;
    private const int MostBytes = 256 * 1024;
    private const int LengthSize = 4;
    private const byte ListKeys = 11;
    private const byte Sign = 13;

    private static readonly byte[] Failure = [0, 0, 0, 1, 5];

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
                while (Receive(client) is { } request)
                {
                    Send(client, MayPass(request) ? Ask(agent, request) : Failure);
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

    private static bool MayPass(byte[] message) => message.Length > LengthSize && message[LengthSize] is ListKeys or Sign;

    private static byte[] Ask(Socket agent, byte[] request)
    {
        Send(agent, request);
        return Receive(agent) ?? Failure;
    }

    private static void Send(Socket socket, byte[] message)
    {
        for (int sent = 0; sent < message.Length;)
        {
            sent += socket.Send(message.AsSpan(sent));
        }
    }

    /// <summary>Receives a message with its length; null at the end, or where it is too long.</summary>
    private static byte[]? Receive(Socket socket)
    {
        byte[] length = new byte[LengthSize];
        if (!TryFill(socket, length))
        {
            return null;
        }

        uint count = BinaryPrimitives.ReadUInt32BigEndian(length);
        if (count is 0 or > MostBytes)
        {
            return null;
        }

        byte[] message = new byte[LengthSize + count];
        length.CopyTo(message, 0);
        return TryFill(socket, message.AsSpan(LengthSize)) ? message : null;
    }

    private static bool TryFill(Socket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = socket.Receive(buffer);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }
}
