namespace Sharpbuild.Linux.Sandbox;

/// <summary>A line of <c>/etc/hosts</c>.</summary>
/// <param name="Address">The address.</param>
/// <param name="Name">The host name.</param>
public sealed record HostEntry(string Address, string Name);
