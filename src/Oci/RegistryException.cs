using System.Net;

namespace Sharpbuild.Oci;

/// <summary>A registry that refused, or could not be reached.</summary>
/// <param name="message">What was asked of which host and what it answered.</param>
/// <param name="status">The HTTP status, or null where there was no answer.</param>
/// <param name="code">The registry's error code such as <c>MANIFEST_UNKNOWN</c>, or null.</param>
/// <param name="inner">What was thrown below, if anything.</param>
public sealed class RegistryException(string message, HttpStatusCode? status = null, string? code = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The HTTP status, or null where there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The registry's error code, or null.</summary>
    public string? Code { get; } = code;
}
