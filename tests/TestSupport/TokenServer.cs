using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Sharpbuild.TestSupport;

/// <summary>A token server for Debian's registry: who knows user and password gets a signed token for what was asked.</summary>
/// <remarks>Distribution, "Token Authentication Specification": RS256 with the certificate in x5c.</remarks>
public sealed class TokenServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TestCertificate _certificate;
    private readonly string _allowed;

    /// <summary>Starts it.</summary>
    public TokenServer(TemporaryDirectory directory, string user, string password)
    {
        _certificate = new TestCertificate(directory, "issuer.example");
        _allowed = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        Host = $"127.0.0.1:{LoopbackServer.FreePort()}";
        _listener.Prefixes.Add($"http://{Host}/");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Host and port.</summary>
    public string Host { get; }

    /// <summary>The scopes that were asked for with the right password.</summary>
    public List<string> Scopes { get; } = [];

    /// <summary>The <c>auth</c> section for the registry.</summary>
    public string RegistryAuth => $$"""auth: {token: {realm: "http://{{Host}}/token", service: test, issuer: tester, rootcertbundle: {{_certificate.CertificatePath}}} }""";

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                bool isAllowed = context.Request.Headers["Authorization"] == _allowed;
                string[] scopes = context.Request.QueryString.GetValues("scope") ?? [];
                byte[] answer = Encoding.UTF8.GetBytes(isAllowed ? new JsonObject { ["token"] = Token(scopes) }.ToJsonString() : "{}");
                context.Response.StatusCode = isAllowed ? 200 : 401;
                Scopes.AddRange(isAllowed ? scopes : []);
                await context.Response.OutputStream.WriteAsync(answer);
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // The server was disposed.
        }
    }

    private string Token(string[] scopes)
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(_certificate.CertificatePath, _certificate.KeyPath);
        using RSA key = certificate.GetRSAPrivateKey()!;
        JsonObject header = new() { ["typ"] = "JWT", ["alg"] = "RS256", ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)) };
        JsonArray access = [.. scopes.Select(scope => scope.Split(':')).Select(parts => (JsonNode)new JsonObject
        {
            ["type"] = parts[0],
            ["name"] = parts[1],
            ["actions"] = new JsonArray([.. parts[2].Split(',').Select(action => (JsonNode)action!)]),
        })];
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        JsonObject claims = new()
        {
            ["iss"] = "tester",
            ["sub"] = "alice",
            ["aud"] = "test",
            ["exp"] = now + 300,
            ["nbf"] = now - 60,
            ["iat"] = now,
            ["jti"] = "1",
            ["access"] = access,
        };
        string signed = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
