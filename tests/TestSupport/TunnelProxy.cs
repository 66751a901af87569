using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sharpbuild.TestSupport;

/// <summary>An http proxy that leads every CONNECT to one port of this machine, and may cut a connection in the middle.</summary>
public sealed class TunnelProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _targetPort;
    private long _cutAfter;
    private long _received;
    private int _cuts;

    /// <summary>Starts it.</summary>
    /// <param name="targetPort">Where all connections lead.</param>
    /// <param name="cutAfter">After how many bytes from there one connection is cut, once; 0 for never.</param>
    public TunnelProxy(int targetPort, long cutAfter = 0)
    {
        _targetPort = targetPort;
        _cutAfter = cutAfter;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The proxy's address, for <c>HTTPS_PROXY</c>.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The bytes that came from the target.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>How many connections were cut.</summary>
    public int Cuts => _cuts;

    /// <summary>Counts and cuts from now on.</summary>
    public void CutAfter(long bytes)
    {
        Interlocked.Exchange(ref _received, 0);
        Interlocked.Exchange(ref _cutAfter, bytes);
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The proxy was disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient target = new();
        using (client)
        {
            try
            {
                NetworkStream near = client.GetStream();
                await ReadHeadAsync(near);
                await target.ConnectAsync(IPAddress.Loopback, _targetPort);
                await near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
                Task up = near.CopyToAsync(target.GetStream());
                await Task.WhenAny(up, CopyAsync(target.GetStream(), near));
            }
            catch (Exception ended) when (ended is IOException or SocketException)
            {
                // One side has closed.
            }
        }
    }

    private static async Task ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[16 * 1024];
        long copied = 0;
        for (int count = await from.ReadAsync(buffer); count > 0; count = await from.ReadAsync(buffer))
        {
            copied += count;
            Interlocked.Add(ref _received, count);
            long limit = Interlocked.Read(ref _cutAfter);
            if (limit > 0 && copied > limit && Interlocked.CompareExchange(ref _cutAfter, 0, limit) == limit)
            {
                Interlocked.Increment(ref _cuts);
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
