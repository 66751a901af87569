using System.Net;

using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Registry;

/// <content>Uploads.</content>
public sealed partial class RegistryClient
{
    /// <summary>Uploads a blob, unless the repository has it or can take it from another one of the registry.</summary>
    /// <param name="repository">Where to.</param>
    /// <param name="descriptor">Digest and size.</param>
    /// <param name="open">Opens the bytes; called only if they are needed, again after a failure.</param>
    /// <param name="mountFrom">A repository that has the blob; used if it is in the same registry.</param>
    /// <param name="cancellationToken">Stops the upload.</param>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    public void PushBlob(
        ImageReference repository, Descriptor descriptor, Func<Stream> open, ImageReference? mountFrom, CancellationToken cancellationToken)
    {
        string scope = Scope(repository, "pull,push");
        if (HasBlob(repository, descriptor.Digest, scope, cancellationToken))
        {
            return;
        }

        mountFrom = mountFrom?.Domain == repository.Domain && mountFrom.Path != repository.Path ? mountFrom : null;
        for (int retries = 0; ; retries++)
        {
            if (TryUpload(repository, descriptor, open, mountFrom, mayRetry: retries < _options.MostRetries, cancellationToken))
            {
                return;
            }

            _transport.Wait(retries, null, cancellationToken);
        }
    }

    /// <summary>Uploads a manifest or index under the tag or digest of a reference.</summary>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    /// <exception cref="InvalidContentException">The registry stored it under another digest.</exception>
    public void PushManifest(ImageReference reference, ReadOnlyMemory<byte> content, string mediaType, CancellationToken cancellationToken)
    {
        RegistryEndpoint registry = RegistryEndpoint.Of(reference.Domain, _options);
        HttpCall call = new(HttpMethod.Put, new Uri(registry.BaseUri, $"{reference.Path}/manifests/{reference.Tag ?? reference.TagOrDigest}"))
        {
            Content = () =>
            {
                ReadOnlyMemoryContent body = new(content);
                body.Headers.TryAddWithoutValidation("Content-Type", mediaType);
                return body;
            },
        };
        using HttpAnswer answer = Send(registry, call, Scope(reference, "pull,push"), cancellationToken);
        if (!answer.IsSuccess)
        {
            throw RegistryErrors.Make($"push of {reference}", answer, cancellationToken);
        }

        if (HeaderDigest(answer) is { } stored && stored != Digest.Of(stored.HashAlgorithm, content.Span))
        {
            throw new InvalidContentException($"the registry stored the manifest of {reference} under another digest: {stored}");
        }
    }

    /// <returns>False where the upload broke and may be tried again.</returns>
    private bool TryUpload(
        ImageReference repository, Descriptor descriptor, Func<Stream> open, ImageReference? mountFrom, bool mayRetry, CancellationToken cancellationToken)
    {
        string what = $"push of blob {descriptor.Digest} to {repository.Name}";
        RegistryEndpoint registry = RegistryEndpoint.Of(repository.Domain, _options);
        string scope = Scope(repository, "pull,push") + (mountFrom is null ? "" : " " + Scope(mountFrom, "pull"));
        if (BeginUpload(registry, repository, descriptor, mountFrom, scope, cancellationToken) is not { } location)
        {
            return true;
        }

        string query = $"{location.Query.TrimStart('?')}&digest={Uri.EscapeDataString(descriptor.Digest.ToString())}".TrimStart('&');
        HttpCall call = new(HttpMethod.Put, new UriBuilder(location) { Query = query }.Uri)
        {
            Content = () => new BlobContent(open(), descriptor.SizeInBytes),
        };
        try
        {
            using HttpAnswer answer = Send(registry, call, scope, cancellationToken);
            return answer.IsSuccess || (mayRetry && (int)answer.Status is 404 or 416
                ? false
                : throw RegistryErrors.Make(what, answer, cancellationToken));
        }
        catch (RegistryException problem) when (problem.Status is null && mayRetry)
        {
            return false;
        }
    }

    /// <returns>Where to upload to, or null where the blob was mounted.</returns>
    private Uri? BeginUpload(
        RegistryEndpoint registry, ImageReference repository, Descriptor descriptor, ImageReference? mountFrom, string scope, CancellationToken cancellationToken)
    {
        string mount = mountFrom is null
            ? ""
            : $"?mount={Uri.EscapeDataString(descriptor.Digest.ToString())}&from={Uri.EscapeDataString(mountFrom.Path)}";
        Uri uri = new(registry.BaseUri, $"{repository.Path}/blobs/uploads/{mount}");
        using HttpAnswer answer = Send(registry, new HttpCall(HttpMethod.Post, uri) { Content = () => new ByteArrayContent([]) }, scope, cancellationToken);
        if (answer.Status == HttpStatusCode.Created)
        {
            return null;
        }

        if (!answer.IsSuccess || answer.Location is not { } location)
        {
            throw RegistryErrors.Make($"push of blob {descriptor.Digest} to {repository.Name}", answer, cancellationToken);
        }

        HttpTransport.CheckTarget(registry.BaseUri, location);
        return location;
    }
}
