using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>How git servers are reached.</summary>
public sealed record GitAccess
{
    /// <summary>The <c>Authorization</c> header for an http address, or null.</summary>
    public Func<Uri, string?> Authorization { get; init; } = _ => null;

    /// <summary>Finds out where an address redirects to; null where redirects are not followed.</summary>
    public Lazy<HttpTransport>? Transport { get; init; }

    /// <summary>The socket of the ssh agent, or null for the user's own.</summary>
    public Func<string?> AgentSocket { get; init; } = () => null;
}
