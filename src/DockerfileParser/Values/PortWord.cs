namespace Sharpbuild.Dockerfiles;

/// <summary>A word of EXPOSE taken apart: <c>[[address:]host:]container[/protocol]</c>.</summary>
/// <param name="Address">The address without brackets, or empty.</param>
/// <param name="HostPort">The host port or range, or empty.</param>
/// <param name="ContainerPort">The container port or range.</param>
/// <param name="Protocol">The protocol as written, <c>tcp</c> when not said.</param>
internal readonly record struct PortWord(string Address, string HostPort, string ContainerPort, string Protocol)
{
    public static PortWord Split(string word)
    {
        string[] parts = word.Split(':');
        string container = parts[^1];
        string host = parts.Length > 1 ? parts[^2] : "";
        string address = string.Join(':', parts[..Math.Max(0, parts.Length - 2)]);
        int slash = container.IndexOf('/', StringComparison.Ordinal);
        string protocol = slash < 0 ? "" : container[(slash + 1)..];
        bool isBracketed = address.StartsWith('[') && address.EndsWith(']');
        return new PortWord(
            isBracketed ? address[1..^1] : address,
            host,
            slash < 0 ? container : container[..slash],
            protocol.Length == 0 ? "tcp" : protocol);
    }
}
