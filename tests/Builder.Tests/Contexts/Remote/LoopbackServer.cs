using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Contexts.Remote;

/// <summary>A server program on a free port of the loopback address, ended with its children when it is disposed.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly Process _process;
    private bool _isEnded;

    private LoopbackServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>nginx that serves a directory; below /private/ it wants user "u" with password "p", below /moved/ it redirects.</summary>
    public static LoopbackServer Web(TemporaryDirectory directory, string root)
    {
        Requires.Program("nginx");
        int port = FreePort();
        directory.Write("passwords", "u:{PLAIN}p\n");
        string configuration = directory.Write("nginx.conf", $$"""
            user root; daemon off; master_process off; pid {{directory.At("nginx.pid")}}; error_log {{directory.At("error.log")}};
            events { worker_connections 64; }
            http {
              access_log {{directory.At("access.log")}}; client_body_temp_path {{directory.At("b")}}; proxy_temp_path {{directory.At("p")}};
              fastcgi_temp_path {{directory.At("f")}}; uwsgi_temp_path {{directory.At("u")}}; scgi_temp_path {{directory.At("s")}};
              log_format short '$status $request_uri'; access_log {{directory.At("requests.log")}} short;
              server {
                listen 127.0.0.1:{{port}}; root {{root}};
                location /private/ { auth_basic x; auth_basic_user_file {{directory.At("passwords")}}; alias {{root}}/; }
                location /moved/ { return 302 /private/; }
                location /loop { return 302 /loop; }
              }
            }
            """);
        return Start(ProcessRunner.Start("nginx", ["-c", configuration, "-e", directory.At("error.log")]), port);
    }

    /// <summary>git daemon that serves all repositories of a directory.</summary>
    public static LoopbackServer Git(string root)
    {
        Requires.Program("git");
        string program = Path.Combine(ProcessRunner.Run("git", ["--exec-path"]).Text, "git-daemon");
        Skip.IfNot(File.Exists(program), "git daemon is not installed");
        int port = FreePort();
        return Start(
            ProcessRunner.Start(program, ["--reuseaddr", "--export-all", "--listen=127.0.0.1", $"--port={port}", $"--base-path={root}", root]), port);
    }

    public void Dispose()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static LoopbackServer Start(Process process, int port)
    {
        LoopbackServer server = new(process, port);
        if (!SpinWait.SpinUntil(() => process.HasExited || IsListening(port), TimeSpan.FromSeconds(30)) || process.HasExited)
        {
            server.Dispose();
            throw new InvalidOperationException("the server does not listen");
        }

        return server;
    }

    private static bool IsListening(int port)
    {
        try
        {
            using TcpClient client = new();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
