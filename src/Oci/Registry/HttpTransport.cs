using System.Net;

namespace Sharpbuild.Oci.Registry;

/// <summary>Sends requests, follows redirects, and tries again after errors that may pass.</summary>
/// <remarks>
/// At most 10 redirects, only http and https, never from https to http; on another host <c>Authorization</c> is dropped. There are no cookies.
/// </remarks>
public sealed class HttpTransport : IDisposable
{
    private const int MostRedirects = 10;

    private readonly RegistryOptions _options;
    private readonly HttpMessageInvoker _client;

    /// <summary>Makes a transport.</summary>
    /// <param name="options">How long to wait and how often to try.</param>
    public HttpTransport(RegistryOptions options)
    {
        _options = options;
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxResponseDrainSize = 64 * 1024,
            Proxy = new DirectLoopbackProxy(),
            UseCookies = false,
        });
    }

    /// <summary>Sends a request and tries again where that may help.</summary>
    /// <returns>An answer that the caller disposes, whatever its status is.</returns>
    /// <exception cref="RegistryException">There was no answer, or a redirect that is not allowed.</exception>
    public HttpAnswer Send(HttpCall call, CancellationToken cancellationToken)
    {
        for (int retries = 0; ; retries++)
        {
            TimeSpan? asked = null;
            try
            {
                HttpAnswer answer = Follow(call, cancellationToken);
                if (!MayPass(answer.Status) || retries >= _options.MostRetries)
                {
                    return answer;
                }

                asked = answer.RetryAfter;
                answer.Dispose();
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException)
            {
                if (retries >= MostRetries(problem))
                {
                    throw new RegistryException($"{call.Uri.Authority} can not be reached: {ReasonOf(problem)}", inner: problem);
                }
            }

            Wait(retries, asked, cancellationToken);
        }
    }

    /// <summary>Waits before a retry.</summary>
    /// <param name="retries">How often was tried again before.</param>
    /// <param name="asked">What the server asks for, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void Wait(int retries, TimeSpan? asked, CancellationToken cancellationToken)
    {
        TimeSpan delay = asked ?? (_options.FirstRetryDelay * Math.Pow(2, retries));
        delay = delay < _options.LongestRetryDelay ? delay : _options.LongestRetryDelay;
        if (delay > TimeSpan.Zero)
        {
            cancellationToken.WaitHandle.WaitOne(delay);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static bool MayPass(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests || (int)status is >= 500 and not 501 and not 505;

    private static string ReasonOf(Exception problem) => problem.InnerException is { } inner && problem is HttpRequestException
        ? $"{problem.Message} ({inner.Message})"
        : problem.Message;

    /// <summary>A host that does not exist or a bad certificate stays so.</summary>
    private int MostRetries(Exception problem) => problem is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError,
    } ? 0 : _options.MostRetries;

    private HttpAnswer Follow(HttpCall call, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            HttpAnswer answer = SendOnce(call, cancellationToken);
            if (!IsRedirect(answer.Status) || answer.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            if (redirects >= MostRedirects)
            {
                throw new RegistryException($"{call.Uri.Authority} redirects more than {MostRedirects} times");
            }

            call = Redirect(call, answer.Status, location);
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static HttpCall Redirect(HttpCall call, HttpStatusCode status, Uri target)
    {
        CheckTarget(call.Uri, target);
        bool isRead = call.Method == HttpMethod.Get || call.Method == HttpMethod.Head;
        bool isSameHost = IsSameHost(call.Uri, target);

        // What is sent may be a secret itself, for example an identity token.
        if (!isRead && ((int)status is not (307 or 308) || !isSameHost))
        {
            throw new RegistryException($"{call.Uri.Authority} redirects a {call.Method} to {target.Authority}, which is not followed");
        }

        return call with { Uri = target, Authorization = isSameHost ? call.Authorization : null };
    }

    /// <summary>Refuses an address that an answer must not lead to.</summary>
    /// <exception cref="RegistryException">It is no http or https, or goes from https to http.</exception>
    public static void CheckTarget(Uri from, Uri target)
    {
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)
        {
            throw new RegistryException($"{from.Authority} redirects to \"{target.Scheme}\", which is not followed");
        }

        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
        {
            throw new RegistryException($"{from.Authority} redirects from https to http at {target.Authority}, which is not followed");
        }
    }

    /// <summary>Whether two addresses have scheme, host and port in common.</summary>
    public static bool IsSameHost(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && left.IdnHost.Equals(right.IdnHost, StringComparison.OrdinalIgnoreCase);

    private HttpAnswer SendOnce(HttpCall call, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = call.ToMessage();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.NoProgressLimit);
        if (message.Content is BlobContent upload)
        {
            upload.OnProgress = () => limit.CancelAfter(_options.NoProgressLimit);
        }

        try
        {
            HttpResponseMessage response = _client.SendAsync(message, limit.Token).GetAwaiter().GetResult();
            return new HttpAnswer(response, call.Uri, _options.NoProgressLimit);
        }
        catch (OperationCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no answer came for {_options.NoProgressLimit.TotalSeconds:0} s", problem);
        }
    }
}
