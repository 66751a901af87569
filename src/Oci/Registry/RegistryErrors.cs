using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Sharpbuild.Oci.Registry;

/// <summary>Makes exceptions of a registry's error answers.</summary>
internal static class RegistryErrors
{
    private const int MostBytes = 64 * 1024;
    private const int MostCharacters = 300;

    /// <summary>Makes the exception of an answer; reads at most 64 KiB of its body.</summary>
    public static RegistryException Make(string what, HttpAnswer answer, CancellationToken cancellationToken)
    {
        (string? code, string? message) = ReadBody(answer, cancellationToken);
        StringBuilder text = new(what);
        text.Append(": ").Append(((int)answer.Status).ToString(CultureInfo.InvariantCulture)).Append(' ').Append(Words(answer.Status));
        if (code is not null || message is not null)
        {
            text.Append(" (").Append(Printable(string.Join(": ", new[] { code, message }.Where(part => !string.IsNullOrEmpty(part))))).Append(')');
        }

        return new RegistryException(text.ToString(), answer.Status, code);
    }

    private static string Words(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "unauthorized: log in with \"docker login\" first",
        HttpStatusCode.Forbidden => "forbidden",
        HttpStatusCode.NotFound => "not found",
        HttpStatusCode.TooManyRequests => "too many requests",
        _ => status.ToString(),
    };

    private static (string? Code, string? Message) ReadBody(HttpAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            byte[] buffer = new byte[MostBytes];
            using Stream body = answer.OpenBody(cancellationToken);
            int count = body.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            ErrorDocument? document = JsonSerializer.Deserialize(buffer.AsSpan(0, count), RegistryJsonContext.Default.ErrorDocument);
            ErrorDocument.Item? first = document?.Errors?.FirstOrDefault(item => item is not null);
            return (first?.Code, first?.Message);
        }
        catch (Exception problem) when (problem is JsonException or IOException or HttpRequestException)
        {
            return (null, null);
        }
    }

    private static string Printable(string text)
    {
        string cut = text.Length > MostCharacters ? text[..MostCharacters] + "..." : text;
        return string.Create(cut.Length, cut, (output, input) =>
        {
            for (int index = 0; index < output.Length; index++)
            {
                output[index] = char.IsControl(input[index]) ? '?' : input[index];
            }
        });
    }
}
