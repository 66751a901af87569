using System.Net;
using System.Net.Http.Headers;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Registry;

/// <summary>Speaks the OCI distribution protocol with any number of registries.</summary>
/// <remarks>May be used by several threads at once. OCI distribution specification 1.1.</remarks>
public sealed partial class RegistryClient : IDisposable
{
    private static readonly string[] ManifestTypes =
        [MediaTypes.OciManifest, MediaTypes.OciIndex, MediaTypes.DockerManifest, MediaTypes.DockerIndex];

    private readonly RegistryOptions _options;
    private readonly HttpTransport _transport;
    private readonly Authenticator _authenticator;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public RegistryClient(RegistryOptions options)
    {
        _options = options;
        _transport = new HttpTransport(options);
        _authenticator = new Authenticator(_transport, new CredentialStore(options), options);
    }

    /// <summary>Asks whether a registry answers and lets the user in.</summary>
    /// <param name="domain">Its domain in references.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RegistryException">It does not.</exception>
    public void Ping(string domain, CancellationToken cancellationToken)
    {
        RegistryEndpoint registry = RegistryEndpoint.Of(domain, _options);
        using HttpAnswer answer = Send(registry, new HttpCall(HttpMethod.Get, registry.BaseUri), "", cancellationToken);
        if (!answer.IsSuccess)
        {
            throw RegistryErrors.Make($"registry {domain}", answer, cancellationToken);
        }
    }

    /// <summary>Fetches the manifest or index of a reference; pinned ones must have the digest.</summary>
    /// <exception cref="RegistryException">The registry refuses, or does not have it (404).</exception>
    /// <exception cref="InvalidContentException">It is too large or has another digest.</exception>
    public FetchedManifest GetManifest(ImageReference reference, CancellationToken cancellationToken)
    {
        using HttpAnswer answer = SendManifest(HttpMethod.Get, reference, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw RegistryErrors.Make($"manifest of {reference}", answer, cancellationToken);
        }

        using Stream body = answer.OpenBody(cancellationToken);
        byte[] content = ReadDocument(body, DocumentLimits.Manifest, $"the manifest of {reference}");
        Digest expected = reference.Digest ?? HeaderDigest(answer) ?? Digest.Of(content);
        Digest actual = Digest.Of(expected.HashAlgorithm, content);
        return actual == expected
            ? new FetchedManifest(new Descriptor(answer.MediaType ?? "", actual, content.Length), content)
            : throw new InvalidContentException($"the manifest of {reference} should have the digest {expected}, but it is {actual}");
    }

    /// <summary>Asks for the descriptor of a reference without its bytes.</summary>
    /// <returns>Null where the registry does not have it, or does not tell its digest.</returns>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    public Descriptor? HeadManifest(ImageReference reference, CancellationToken cancellationToken)
    {
        using HttpAnswer answer = SendManifest(HttpMethod.Head, reference, cancellationToken);
        if (!answer.IsSuccess && answer.Status != HttpStatusCode.NotFound)
        {
            throw RegistryErrors.Make($"manifest of {reference}", answer, cancellationToken);
        }

        return answer.IsSuccess && (reference.Digest ?? HeaderDigest(answer)) is { } digest
            ? new Descriptor(answer.MediaType ?? "", digest, answer.Length ?? 0)
            : null;
    }

    /// <summary>Opens a blob; it is checked while it is read, and a broken download goes on where it broke.</summary>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    public Stream OpenBlob(ImageReference repository, Descriptor descriptor, CancellationToken cancellationToken) =>
        new VerifyingStream(new BlobDownload(this, repository, descriptor, cancellationToken), descriptor.Digest, descriptor.SizeInBytes);

    /// <summary>Asks whether a repository has a blob.</summary>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    public bool HasBlob(ImageReference repository, Digest digest, CancellationToken cancellationToken) =>
        HasBlob(repository, digest, Scope(repository, "pull"), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>Requests a blob from a byte on.</summary>
    internal HttpAnswer RequestBlob(ImageReference repository, Digest digest, long from, CancellationToken cancellationToken)
    {
        RegistryEndpoint registry = RegistryEndpoint.Of(repository.Domain, _options);
        HttpCall call = new(HttpMethod.Get, BlobUri(registry, repository, digest)) { From = from };
        HttpAnswer answer = Send(registry, call, Scope(repository, "pull"), cancellationToken);
        if (answer.IsSuccess)
        {
            return answer;
        }

        using (answer)
        {
            throw RegistryErrors.Make($"blob {digest} of {repository.Name}", answer, cancellationToken);
        }
    }

    /// <summary>How a broken download waits before it goes on.</summary>
    internal void WaitBeforeRetry(int retries, CancellationToken cancellationToken) => _transport.Wait(retries, null, cancellationToken);

    /// <summary>How often a broken download goes on.</summary>
    internal int MostRetries => _options.MostRetries;

    private static Digest? HeaderDigest(HttpAnswer answer) =>
        Digest.TryParse(answer.Header("Docker-Content-Digest"), out Digest digest) ? digest : null;

    private static string Scope(ImageReference repository, string actions) => $"repository:{repository.Path}:{actions}";

    private static Uri BlobUri(RegistryEndpoint registry, ImageReference repository, Digest digest) =>
        new(registry.BaseUri, $"{repository.Path}/blobs/{digest}");

    private static byte[] ReadDocument(Stream body, int maxBytes, string name)
    {
        try
        {
            return DocumentStream.Read(body, maxBytes, name);
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException)
        {
            throw new RegistryException($"{name} broke off: {problem.Message}", inner: problem);
        }
    }

    private bool HasBlob(ImageReference repository, Digest digest, string scope, CancellationToken cancellationToken)
    {
        RegistryEndpoint registry = RegistryEndpoint.Of(repository.Domain, _options);
        using HttpAnswer answer = Send(registry, new HttpCall(HttpMethod.Head, BlobUri(registry, repository, digest)), scope, cancellationToken);
        return answer.IsSuccess || (answer.Status == HttpStatusCode.NotFound
            ? false
            : throw RegistryErrors.Make($"blob {digest} of {repository.Name}", answer, cancellationToken));
    }

    private HttpAnswer SendManifest(HttpMethod method, ImageReference reference, CancellationToken cancellationToken)
    {
        RegistryEndpoint registry = RegistryEndpoint.Of(reference.Domain, _options);
        Uri uri = new(registry.BaseUri, $"{reference.Path}/manifests/{reference.TagOrDigest}");
        return Send(registry, new HttpCall(method, uri) { Accept = ManifestTypes }, Scope(reference, "pull"), cancellationToken);
    }

    /// <summary>Sends a call, and once more with credentials if the registry challenges.</summary>
    private HttpAnswer Send(RegistryEndpoint registry, HttpCall call, string scope, CancellationToken cancellationToken)
    {
        HttpAnswer answer = _transport.Send(WithAuthorization(registry, call, _authenticator.Known(registry, scope)), cancellationToken);
        if (answer.Status != HttpStatusCode.Unauthorized || !HttpTransport.IsSameHost(answer.Uri, registry.BaseUri))
        {
            return answer;
        }

        AuthenticationHeaderValue? header = _authenticator.Answer(registry, answer.Header("WWW-Authenticate"), scope, cancellationToken);
        if (header is null)
        {
            return answer;
        }

        answer.Dispose();
        return _transport.Send(WithAuthorization(registry, call, header), cancellationToken);
    }

    private static HttpCall WithAuthorization(RegistryEndpoint registry, HttpCall call, AuthenticationHeaderValue? header) =>
        HttpTransport.IsSameHost(registry.BaseUri, call.Uri) ? call with { Authorization = header } : call;
}
