using System.Net.Http.Headers;

namespace Sharpbuild.Oci.Registry;

/// <summary>An HTTP request that can be sent more than once.</summary>
/// <param name="Method">The method.</param>
/// <param name="Uri">Where to.</param>
public sealed record HttpCall(HttpMethod Method, Uri Uri)
{
    /// <summary>Media types for <c>Accept</c>.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The first byte that is wanted; 0 for the whole body.</summary>
    public long From { get; init; }

    /// <summary>Makes the body, or null.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>The <c>Authorization</c> header, or null; dropped when a redirect leads to another host.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>Further headers; they go to every host that a redirect leads to.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Makes the message.</summary>
    public HttpRequestMessage ToMessage()
    {
        HttpRequestMessage message = new(Method, Uri) { Content = Content?.Invoke() };
        message.Headers.TryAddWithoutValidation("User-Agent", "sharpbuild");
        foreach (string mediaType in Accept)
        {
            message.Headers.TryAddWithoutValidation("Accept", mediaType);
        }

        if (From > 0)
        {
            message.Headers.Range = new RangeHeaderValue(From, null);
        }

        foreach ((string name, string value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.Authorization = Authorization;
        return message;
    }
}
