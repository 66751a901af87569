using System.Collections.Immutable;

namespace Sharpbuild.Builder.Options;

/// <summary>One <c>--ssh</c> of the command line.</summary>
/// <param name="Id">The name that <c>RUN --mount=type=ssh,id=…</c> asks for.</param>
/// <param name="HostPaths">The socket of an agent, or private keys that an agent of the build holds.</param>
/// <param name="IsSocket">Whether it is a socket.</param>
public sealed record SshOption(string Id, ImmutableArray<string> HostPaths, bool IsSocket);
