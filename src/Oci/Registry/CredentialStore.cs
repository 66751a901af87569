using System.Text;
using System.Text.Json;

namespace Sharpbuild.Oci.Registry;

/// <summary>The user's credentials as Docker keeps them: in <c>config.json</c> or behind a credential helper.</summary>
internal sealed class CredentialStore
{
    private const string HubKey = "https://index.docker.io/v1/";

    private readonly string _hostPath;
    private readonly Lazy<DockerConfigDocument> _config;

    /// <summary>Names the configuration; it is read on the first use.</summary>
    public CredentialStore(RegistryOptions options)
    {
        string directory = options.DockerConfigHostPath
            ?? NullIfEmpty(Environment.GetEnvironmentVariable("DOCKER_CONFIG"))
            ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".docker");
        _hostPath = Path.Combine(directory, "config.json");
        _config = new Lazy<DockerConfigDocument>(Read);
    }

    /// <summary>Finds the credentials that are stored for a host.</summary>
    /// <param name="host"><c>host[:port]</c>, or <c>docker.io</c>.</param>
    public Credentials? Find(string host)
    {
        DockerConfigDocument config = _config.Value;
        string? helper = Lookup(config.CredHelpers, host) ?? NullIfEmpty(config.CredsStore);
        string server = host == "docker.io" ? HubKey : host;
        Credentials? found = helper is null ? null : CredentialHelper.Get(helper, server);
        return found ?? (Lookup(config.Auths, host) is { } auth ? Decode(auth, host) : null);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static T? Lookup<T>(Dictionary<string, T?>? entries, string host)
        where T : class
    {
        if (entries is null)
        {
            return null;
        }

        if (entries.TryGetValue(host, out T? exact) && exact is not null)
        {
            return exact;
        }

        foreach ((string key, T? value) in entries)
        {
            if (value is not null && HostOf(key) == host)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The host of a key, which may be an address with scheme and path.</summary>
    private static string HostOf(string key)
    {
        int scheme = key.IndexOf("://", StringComparison.Ordinal);
        string rest = scheme < 0 ? key : key[(scheme + 3)..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string path = slash < 0 ? "" : rest[slash..].Trim('/');
        string host = slash < 0 ? rest : rest[..slash];
        return path is not ("" or "v1" or "v2") ? key
            : host is "index.docker.io" or "registry-1.docker.io" ? "docker.io"
            : host;
    }

    private Credentials? Decode(DockerAuthDocument auth, string host)
    {
        if (NullIfEmpty(auth.IdentityToken) is { } token)
        {
            return new Credentials("", token, IsIdentityToken: true);
        }

        if (NullIfEmpty(auth.Auth) is not { } encoded)
        {
            return NullIfEmpty(auth.User) is { } user ? new Credentials(user, auth.Password ?? "", IsIdentityToken: false) : null;
        }

        try
        {
            string text = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).TrimEnd('\0');
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 ? new Credentials(text[..colon], text[(colon + 1)..], IsIdentityToken: false) : throw new FormatException();
        }
        catch (FormatException problem)
        {
            throw new RegistryException($"the credentials of \"{host}\" in \"{_hostPath}\" are malformed", inner: problem);
        }
    }

    private DockerConfigDocument Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_hostPath), RegistryJsonContext.Default.DockerConfigDocument) ?? new();
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return new DockerConfigDocument();
        }
        catch (JsonException problem)
        {
            throw new RegistryException($"\"{_hostPath}\" is not valid JSON: {problem.Message}", inner: problem);
        }
    }
}
