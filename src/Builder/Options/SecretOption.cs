using System.Text;

using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Builder.Options;

/// <summary>One <c>--secret</c> of the command line. The value is read once, when it is first asked for: a pipe, such as <c>src=&lt;(command)</c>, gives it only once.</summary>
/// <param name="id">The name that <c>RUN --mount=type=secret,id=…</c> asks for.</param>
/// <param name="hostPath">The file that holds the value, if it comes from a file.</param>
/// <param name="environmentVariable">The builder's variable that holds the value, if it comes from there.</param>
public sealed class SecretOption(string id, string? hostPath, string? environmentVariable)
{
    private const int MostBytes = 1 << 20;

    private readonly Lazy<byte[]?> _value = new(() => Load(id, hostPath, environmentVariable));

    /// <summary>The name that <c>RUN --mount=type=secret,id=…</c> asks for.</summary>
    public string Id => id;

    /// <summary>The value; null where the variable is not set.</summary>
    /// <exception cref="BuildException">The file can't be read, or is larger than 1 MiB.</exception>
    public byte[]? Read() => _value.Value;

    private static byte[]? Load(string id, string? hostPath, string? environmentVariable)
    {
        if (environmentVariable is not null)
        {
            return Environment.GetEnvironmentVariable(environmentVariable) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        }

        return hostPath is null ? null : InputFile.Read(hostPath, $"the secret \"{id}\"", MostBytes);
    }
}
