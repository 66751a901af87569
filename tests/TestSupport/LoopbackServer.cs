using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Xunit;

namespace Sharpbuild.TestSupport;

/// <summary>A server program on a free port of the loopback address, ended with its children when it is disposed.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly Process _process;
    private bool _isEnded;

    private LoopbackServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>
    /// nginx that serves a directory; below /private/ it wants user "u" with password "p", below /moved/ it redirects, and the file
    /// requests.log tells status, path and Authorization of each request.
    /// </summary>
    /// <param name="directory">Where it keeps its own files.</param>
    /// <param name="root">What it serves.</param>
    /// <param name="locations">Further lines of its <c>server</c> block.</param>
    /// <param name="certificate">The certificate with its key, for https; null for http.</param>
    public static LoopbackServer Web(TemporaryDirectory directory, string root, string locations = "", TestCertificate? certificate = null)
    {
        Requires.Program("nginx");
        int port = FreePort();
        string own = directory.MakeDirectory($"nginx-{port}");
        directory.Write("passwords", "u:{PLAIN}p\n");
        string tls = certificate is null ? "" : $"ssl_certificate {certificate.CertificatePath}; ssl_certificate_key {certificate.KeyPath};";
        string configuration = directory.Write($"nginx-{port}/nginx.conf", $$"""
            user root; daemon off; master_process off; pid {{own}}/nginx.pid; error_log {{own}}/error.log;
            events { worker_connections 64; }
            http {
              client_max_body_size 0; client_body_temp_path {{own}}/b; proxy_temp_path {{own}}/p; fastcgi_temp_path {{own}}/f; uwsgi_temp_path {{own}}/u; scgi_temp_path {{own}}/s;
              log_format short '$status $request_uri "$http_authorization"'; access_log {{directory.At("requests.log")}} short;
              server {
                listen 127.0.0.1:{{port}}{{(certificate is null ? "" : " ssl")}}; root {{root}}; {{tls}}
                location /private/ { auth_basic x; auth_basic_user_file {{directory.At("passwords")}}; alias {{root}}/; }
                location /moved/ { return 302 /private/; }
                location /loop { return 302 /loop; }
                {{locations}}
              }
            }
            """);
        return Start(ProcessRunner.Start("nginx", ["-c", configuration, "-e", $"{own}/error.log"]), port);
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

    /// <summary>Waits until a program listens on a port.</summary>
    public static LoopbackServer Start(Process process, int port)
    {
        LoopbackServer server = new(process, port);
        if (!SpinWait.SpinUntil(() => process.HasExited || IsListening(port), TimeSpan.FromSeconds(30)) || process.HasExited)
        {
            server.Dispose();
            throw new InvalidOperationException($"the server does not listen: {process.StartInfo.FileName}");
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

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
