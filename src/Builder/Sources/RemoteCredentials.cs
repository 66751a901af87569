using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;

using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Options;
using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Builder.Sources;

/// <summary>Credentials for addresses, out of the build's secrets, by the names that BuildKit gives them.</summary>
/// <remarks>
/// <c>HTTP_AUTH_HEADER_host</c> and <c>HTTP_AUTH_TOKEN_host</c> for files; <c>GIT_AUTH_HEADER.host</c> and <c>GIT_AUTH_TOKEN.host</c> for git.
/// The git names without a host count for https and for this machine only. LANGUAGE A6.14.
/// </remarks>
internal sealed class RemoteCredentials(ImmutableDictionary<string, SecretOption> secrets)
{
    /// <summary>The header for a file on a host, <c>host[:port]</c>, or null.</summary>
    public AuthenticationHeaderValue? ForFiles(string host)
    {
        if (Secret($"HTTP_AUTH_HEADER_{host}") is { } header)
        {
            return Parse(header, $"HTTP_AUTH_HEADER_{host}");
        }

        return Secret($"HTTP_AUTH_TOKEN_{host}") is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    /// <summary>The header for a repository, or null.</summary>
    public string? ForGit(Uri repository)
    {
        string host = repository.Authority;
        bool mayBeGeneral = repository.Scheme == Uri.UriSchemeHttps || RegistryEndpoint.IsLoopback(repository.Host);
        if ((Secret($"GIT_AUTH_HEADER.{host}") ?? (mayBeGeneral ? Secret("GIT_AUTH_HEADER") : null)) is { } header)
        {
            return Parse(header, "GIT_AUTH_HEADER").ToString();
        }

        return (Secret($"GIT_AUTH_TOKEN.{host}") ?? (mayBeGeneral ? Secret("GIT_AUTH_TOKEN") : null)) is { } token
            ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{token}"))}"
            : ForFiles(host)?.ToString();
    }

    private static AuthenticationHeaderValue Parse(string header, string id) => AuthenticationHeaderValue.TryParse(header, out AuthenticationHeaderValue? parsed)
        ? parsed
        : throw new BuildException($"the secret \"{id}\" is not the value of an Authorization header", "write for example \"Bearer TOKEN\"");

    private string? Secret(string id) => secrets.GetValueOrDefault(id)?.Read() is { } value ? Encoding.UTF8.GetString(value).Trim() : null;
}
