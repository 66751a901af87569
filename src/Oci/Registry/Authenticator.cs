using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Sharpbuild.Oci.Content;

namespace Sharpbuild.Oci.Registry;

/// <summary>Answers the challenges of registries: Basic, and Bearer with tokens from a token server.</summary>
/// <remarks>
/// Credentials go to the registry they are stored for. A token server on another host gets them only if it is listed for the registry,
/// else those that are stored for the server itself, else none. Distribution specification, "Token Authentication".
/// </remarks>
internal sealed class Authenticator(HttpTransport transport, CredentialStore credentials, RegistryOptions options)
{
    private const int MostTokenBytes = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<(string Host, string Scope), AuthenticationHeaderValue> _known = new();

    /// <summary>The header that worked before, or null.</summary>
    public AuthenticationHeaderValue? Known(RegistryEndpoint registry, string scope) =>
        _known.TryGetValue((registry.BaseUri.Authority, scope), out AuthenticationHeaderValue? known) ? known
        : _known.TryGetValue((registry.BaseUri.Authority, ""), out known) ? known
        : null;

    /// <summary>Answers the challenge of a 401.</summary>
    /// <param name="registry">Who challenges.</param>
    /// <param name="challenge">The <c>WWW-Authenticate</c> header, or null.</param>
    /// <param name="scope">What is wanted, for example <c>repository:library/busybox:pull</c>; several are separated by spaces.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The header to try again with, or null where there is none.</returns>
    public AuthenticationHeaderValue? Answer(RegistryEndpoint registry, string? challenge, string scope, CancellationToken cancellationToken)
    {
        List<AuthChallenge> challenges = AuthChallenge.ParseAll(challenge ?? "");
        if (challenges.Find(item => item.Scheme == "bearer") is { } bearer)
        {
            AuthenticationHeaderValue header = new("Bearer", GetToken(registry, bearer, scope, cancellationToken));
            return _known[(registry.BaseUri.Authority, scope)] = header;
        }

        if (challenges.Exists(item => item.Scheme == "basic") && credentials.Find(registry.Domain) is { IsIdentityToken: false } found)
        {
            return _known[(registry.BaseUri.Authority, "")] = Basic(found);
        }

        return null;
    }

    private static AuthenticationHeaderValue Basic(Credentials found) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{found.User}:{found.Password}")));

    private string GetToken(RegistryEndpoint registry, AuthChallenge bearer, string scope, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(bearer.Parameter("realm"), UriKind.Absolute, out Uri? realm))
        {
            throw new RegistryException($"{registry.Domain} names no valid token server");
        }

        HttpTransport.CheckTarget(registry.BaseUri, realm);
        Credentials? allowed = CredentialsFor(registry, realm);
        HttpCall call = allowed is { IsIdentityToken: true }
            ? Refresh(realm, bearer.Parameter("service"), scope, allowed.Password)
            : Ask(realm, bearer.Parameter("service"), scope) with { Authorization = allowed is null ? null : Basic(allowed) };
        using HttpAnswer answer = transport.Send(call, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw RegistryErrors.Make($"{realm.Authority} gives no token for {registry.Domain}", answer, cancellationToken);
        }

        using Stream body = answer.OpenBody(cancellationToken);
        byte[] json = DocumentStream.Read(body, MostTokenBytes, $"the token of {realm.Authority}");
        return TokenIn(json, realm);
    }

    private static string TokenIn(byte[] json, Uri realm)
    {
        try
        {
            TokenDocument? document = JsonSerializer.Deserialize(json, RegistryJsonContext.Default.TokenDocument);
            string? token = string.IsNullOrEmpty(document?.Token) ? document?.AccessToken : document.Token;
            return !string.IsNullOrEmpty(token) && token.All(letter => letter is > ' ' and < '\x7F')
                ? token
                : throw new RegistryException($"{realm.Authority} gave no valid token");
        }
        catch (JsonException problem)
        {
            throw new RegistryException($"{realm.Authority} did not answer with a token", inner: problem);
        }
    }

    private static HttpCall Ask(Uri realm, string? service, string scope)
    {
        StringBuilder query = new(realm.Query.TrimStart('?'));
        Append(query, "service", service);
        foreach (string one in scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Append(query, "scope", one);
        }

        return new HttpCall(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString() }.Uri);
    }

    private static HttpCall Refresh(Uri realm, string? service, string scope, string refreshToken)
    {
        StringBuilder form = new();
        Append(form, "grant_type", "refresh_token");
        Append(form, "service", service);
        Append(form, "client_id", "sharpbuild");
        Append(form, "scope", scope);
        Append(form, "refresh_token", refreshToken);
        return new HttpCall(HttpMethod.Post, realm)
        {
            Content = () => new StringContent(form.ToString(), Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
    }

    private static void Append(StringBuilder query, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private Credentials? CredentialsFor(RegistryEndpoint registry, Uri realm)
    {
        bool isOwn = HttpTransport.IsSameHost(registry.BaseUri, realm)
            || options.TokenServers.Any(pair => pair.Registry == registry.Domain && pair.TokenServer.Equals(realm.Authority, StringComparison.OrdinalIgnoreCase));
        return credentials.Find(isOwn ? registry.Domain : realm.Authority);
    }
}
