using System.Net;

namespace Sharpbuild.Oci.Registry;

/// <summary>Where the API of a registry is.</summary>
/// <param name="Domain">The registry's domain in references.</param>
/// <param name="BaseUri">The address of its API, with a slash at the end.</param>
public sealed record RegistryEndpoint(string Domain, Uri BaseUri)
{
    /// <summary>Finds the endpoint of a domain.</summary>
    public static RegistryEndpoint Of(string domain, RegistryOptions options)
    {
        string host = domain == "docker.io" ? "registry-1.docker.io" : domain;
        bool isPlain = IsLoopback(host) || options.InsecureRegistries.Contains(domain, StringComparer.OrdinalIgnoreCase);
        return new RegistryEndpoint(domain, new Uri($"{(isPlain ? Uri.UriSchemeHttp : Uri.UriSchemeHttps)}://{host}/v2/"));
    }

    /// <summary>Whether a host, with or without a port, is on this machine.</summary>
    public static bool IsLoopback(string host)
    {
        string name = host.StartsWith('[') ? host[1..Math.Max(1, host.IndexOf(']', StringComparison.Ordinal))] : host.Split(':')[0];
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out IPAddress? address) && IPAddress.IsLoopback(address));
    }
}
