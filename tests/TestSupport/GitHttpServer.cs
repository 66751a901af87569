using System.Diagnostics;

namespace Sharpbuild.TestSupport;

/// <summary>nginx in front of git's own <c>git http-backend</c>: /git/ is open, /closed/ wants user "u" with password "p", /old/ redirects to /closed/, /moved/ to /git/, /away/ to http.</summary>
public sealed class GitHttpServer : IDisposable
{
    private readonly Process _gateway;
    private readonly LoopbackServer _web;

    /// <summary>Starts both.</summary>
    /// <param name="directory">Where they keep their files.</param>
    /// <param name="served">The directory with bare repositories.</param>
    /// <param name="certificate">The certificate for https; null for http.</param>
    public GitHttpServer(TemporaryDirectory directory, string served, TestCertificate? certificate = null)
    {
        Requires.Program("fcgiwrap", "git");
        string socket = directory.At("fcgi.sock");
        string backend = Path.Combine(ProcessRunner.Run("git", ["--exec-path"]).Succeeded().Text, "git-http-backend");
        _gateway = ProcessRunner.Start("fcgiwrap", ["-s", $"unix:{socket}"]);
        _web = LoopbackServer.Web(directory, served, $$"""
            location ~ ^/git(/.*)$ { {{Pass(socket, backend, served)}} }
            location ~ ^/closed(/.*)$ { auth_basic x; auth_basic_user_file {{directory.At("passwords")}}; {{Pass(socket, backend, served)}} }
            location ~ ^/old(/.*)$ { return 301 /closed$1?$args; }
            location ~ ^/moved(/.*)$ { return 301 /git$1?$args; }
            location ~ ^/away(/.*)$ { return 301 http://localhost:$server_port/closed$1?$args; }
            """, certificate);
    }

    /// <summary>Its port on the loopback address.</summary>
    public int Port => _web.Port;

    public void Dispose()
    {
        _web.Dispose();
        _gateway.Kill(entireProcessTree: true);
        _gateway.WaitForExit();
        _gateway.Dispose();
    }

    private static string Pass(string socket, string backend, string served) => $"""
        fastcgi_pass unix:{socket};
        fastcgi_param SCRIPT_FILENAME {backend}; fastcgi_param GIT_PROJECT_ROOT {served}; fastcgi_param GIT_HTTP_EXPORT_ALL "";
        fastcgi_param PATH_INFO $1; fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD $request_method;
        fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param REMOTE_USER $remote_user;
        fastcgi_param HTTP_GIT_PROTOCOL $http_git_protocol; fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
        """;
}
