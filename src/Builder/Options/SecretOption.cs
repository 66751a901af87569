namespace Sharpbuild.Builder.Options;

/// <summary>One <c>--secret</c> of the command line; the value is read when a step asks for it.</summary>
/// <param name="Id">The name that <c>RUN --mount=type=secret,id=…</c> asks for.</param>
/// <param name="HostPath">The file that holds the value, if it comes from a file.</param>
/// <param name="EnvironmentVariable">The builder's variable that holds the value, if it comes from there.</param>
public sealed record SecretOption(string Id, string? HostPath, string? EnvironmentVariable);
