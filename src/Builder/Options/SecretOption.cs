using System.Text;

using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Builder.Options;

/// <summary>One <c>--secret</c> of the command line; the value is read when a step asks for it.</summary>
/// <param name="Id">The name that <c>RUN --mount=type=secret,id=…</c> asks for.</param>
/// <param name="HostPath">The file that holds the value, if it comes from a file.</param>
/// <param name="EnvironmentVariable">The builder's variable that holds the value, if it comes from there.</param>
public sealed record SecretOption(string Id, string? HostPath, string? EnvironmentVariable)
{
    private const int MostBytes = 1 << 20;

    /// <summary>Reads the value; null where the variable is not set.</summary>
    /// <exception cref="BuildException">The file can't be read, or is larger than 1 MiB.</exception>
    public byte[]? Read()
    {
        if (EnvironmentVariable is not null)
        {
            return Environment.GetEnvironmentVariable(EnvironmentVariable) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        }

        return HostPath is null ? null : InputFile.Read(HostPath, $"the secret \"{Id}\"", MostBytes);
    }
}
