using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Sharpbuild.Oci.Registry;

/// <summary>Asks a program <c>docker-credential-NAME</c> for credentials.</summary>
/// <remarks>Docker's credential helper protocol: the server on standard input, a JSON object on standard output.</remarks>
internal static class CredentialHelper
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Asks for the credentials of a server.</summary>
    /// <returns>Null where the helper has none.</returns>
    /// <exception cref="RegistryException">The helper is missing or failed.</exception>
    public static Credentials? Get(string name, string server)
    {
        if (name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')))
        {
            throw new RegistryException($"\"{name}\" is not the name of a credential helper");
        }

        string program = "docker-credential-" + name;
        (int exitCode, string output) = Run(program, server);
        if (exitCode != 0)
        {
            return output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
                ? null
                : throw new RegistryException($"{program} failed with exit code {exitCode}");
        }

        try
        {
            HelperAnswerDocument? answer = JsonSerializer.Deserialize(output, RegistryJsonContext.Default.HelperAnswerDocument);
            return string.IsNullOrEmpty(answer?.Secret) ? null
                : answer.Username == "<token>" ? new Credentials("", answer.Secret, IsIdentityToken: true)
                : new Credentials(answer.Username ?? "", answer.Secret, IsIdentityToken: false);
        }
        catch (JsonException problem)
        {
            throw new RegistryException($"{program} did not answer with JSON", inner: problem);
        }
    }

    private static (int ExitCode, string Output) Run(string program, string server)
    {
        ProcessStartInfo start = new(program, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            using Process process = Process.Start(start) ?? throw new RegistryException($"{program} did not start");
            using Timer limit = new(_ => Kill(process), null, Limit, Timeout.InfiniteTimeSpan);
            Feed(process, server);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (Win32Exception problem)
        {
            throw new RegistryException($"the credential helper {program} can not be run: {problem.Message}", inner: problem);
        }
    }

    private static void Feed(Process process, string server)
    {
        try
        {
            process.StandardInput.Write(server);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has answered without reading the question.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
