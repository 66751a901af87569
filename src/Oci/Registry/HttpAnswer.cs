using System.Net;

namespace Sharpbuild.Oci.Registry;

/// <summary>An HTTP answer whose body is read with a limit on silence.</summary>
/// <param name="response">The answer; disposed with this object.</param>
/// <param name="uri">Where it came from.</param>
/// <param name="noProgressLimit">How long the next bytes of the body may take.</param>
public sealed class HttpAnswer(HttpResponseMessage response, Uri uri, TimeSpan noProgressLimit) : IDisposable
{
    /// <summary>The status.</summary>
    public HttpStatusCode Status => response.StatusCode;

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => response.IsSuccessStatusCode;

    /// <summary>Where it came from, after redirects.</summary>
    public Uri Uri => uri;

    /// <summary>The length of the body, or null where it was not announced.</summary>
    public long? Length => response.Content.Headers.ContentLength;

    /// <summary>The media type of the body without parameters, or null.</summary>
    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>When the body changed last, or null where the server does not tell.</summary>
    public DateTimeOffset? LastModified => response.Content.Headers.LastModified;

    /// <summary>Where a part of a body begins, or null.</summary>
    public long? RangeStart => response.Content.Headers.ContentRange?.From;

    /// <summary>The wait that the server asks for, or null.</summary>
    public TimeSpan? RetryAfter => response.Headers.RetryAfter?.Delta;

    /// <summary>The target of a redirect or an upload, absolute, or null.</summary>
    public Uri? Location => response.Headers.Location is { } location ? new Uri(uri, location) : null;

    /// <summary>All values of a header, joined by commas, or null.</summary>
    public string? Header(string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    /// <summary>Opens the body; it is disposed with this answer.</summary>
    public Stream OpenBody(CancellationToken cancellationToken) =>
        new PatientStream(response.Content.ReadAsStream(cancellationToken), noProgressLimit, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => response.Dispose();
}
