using System.Net;

namespace Sharpbuild.Oci.Registry;

/// <summary>The proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), but none for this machine itself.</summary>
internal sealed class DirectLoopbackProxy : IWebProxy
{
    private readonly IWebProxy _fromEnvironment = HttpClient.DefaultProxy;

    /// <inheritdoc/>
    public ICredentials? Credentials { get => _fromEnvironment.Credentials; set => _fromEnvironment.Credentials = value; }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _fromEnvironment.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => RegistryEndpoint.IsLoopback(host.Authority) || _fromEnvironment.IsBypassed(host);
}
