using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sharpbuild.TestSupport;

/// <summary>A tiny HTTP server that says whatever a test wants, true or not; one request per connection.</summary>
public sealed class TestServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<TestRequest, TestReply> _handler;
    private readonly CancellationTokenSource _end = new();

    public TestServer(Func<TestRequest, TestReply> handler, string address = "127.0.0.1")
    {
        _handler = handler;
        _listener = new TcpListener(IPAddress.Parse(address), 0);
        _listener.Start();
        Address = _listener.LocalEndpoint.ToString()!;
        _ = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<TestRequest> Requests { get; } = new();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = ServeAsync(client);
            }
            catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                if (await ReadAsync(stream) is { } request)
                {
                    Requests.Enqueue(request);
                    await WriteAsync(stream, client.Client, request, _handler(request));
                }
            }
            catch (Exception problem) when (problem is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client has gone, as some tests want it.
            }
        }
    }

    private async Task<TestRequest?> ReadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(pair => pair[1])), StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, null) : 0];
        await stream.ReadExactlyAsync(body, _end.Token);
        string[] words = lines[0].Split(' ');
        return new TestRequest(words[0], words[1], headers, body);
    }

    private async Task WriteAsync(NetworkStream stream, Socket socket, TestRequest request, TestReply reply)
    {
        long length = reply.Length ?? reply.Body.Length;
        string[] headers = [.. reply.Headers, .. length < 0 ? Array.Empty<string>() : [$"Content-Length: {length}"], "Connection: close"];
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {reply.Status} X\r\n{string.Join("\r\n", headers)}\r\n\r\n"), _end.Token);
        if (request.Method == "HEAD")
        {
            return;
        }

        int half = reply.Pause is null ? 0 : reply.Body.Length / 2;
        await stream.WriteAsync(reply.Body.AsMemory(0, half), _end.Token);
        await (reply.Pause ?? Task.CompletedTask).WaitAsync(_end.Token);
        await stream.WriteAsync(reply.Body.AsMemory(half, (reply.BreakAfter ?? reply.Body.Length) - half), _end.Token);
        while (reply.IsEndless)
        {
            await stream.WriteAsync(reply.Body, _end.Token);
        }

        if (reply.IsSilent)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }

        if (reply.BreakAfter is not null)
        {
            socket.LingerState = new LingerOption(false, 0);
        }
    }
}
