using System.Net.Http.Headers;
using System.Text;

using Sharpbuild.Oci;
using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Runs git against a server, with its credentials, and where the server redirects, against the place that it leads to.</summary>
/// <param name="access">How servers are reached.</param>
internal sealed class GitRemote(GitAccess access)
{
    private const string Refs = "/info/refs";

    private readonly Dictionary<string, GitAddress> _moved = new(StringComparer.Ordinal);

    /// <summary>Runs git.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="hostDirectory">Where.</param>
    /// <param name="arguments">Makes the arguments for the address where the repository is found.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="InputException">It failed.</exception>
    public string Run(GitAddress address, string hostDirectory, Func<string, string[]> arguments, CancellationToken cancellationToken)
    {
        (int exitCode, string output, string error) = TryRun(address, hostDirectory, arguments, cancellationToken);
        return exitCode == 0 ? output : throw GitProgram.Failed(arguments(address.Url)[0], error);
    }

    /// <summary>Runs git and tells how it ended.</summary>
    public (int ExitCode, string Output, string Error) TryRun(
        GitAddress address, string hostDirectory, Func<string, string[]> arguments, CancellationToken cancellationToken)
    {
        GitAddress target = _moved.GetValueOrDefault(address.Url, address);
        (int ExitCode, string Output, string Error) result = Program(target).TryRun(hostDirectory, arguments(target.Url), cancellationToken);
        if (result.ExitCode == 0 || !IsRedirect(result.Error) || target != address || FindMoved(address, cancellationToken) is not { } moved)
        {
            return result;
        }

        _moved[address.Url] = moved;
        return Program(moved).TryRun(hostDirectory, arguments(moved.Url), cancellationToken);
    }

    /// <summary>A runner for a repository.</summary>
    public GitProgram Program(GitAddress address) => new(address.Url, AuthorizationOf(address), access.AgentSocket());

    /// <summary>A runner for the submodules of a repository, which may have moved: from https their redirects are followed, to https alone.</summary>
    public GitProgram SubmoduleProgram(GitAddress address) =>
        new(address.Url, AuthorizationOf(address), access.AgentSocket(), followsRedirects: address.Url.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    private static bool IsRedirect(string error) => error.Contains("returned error: 30", StringComparison.Ordinal);

    private string? AuthorizationOf(GitAddress address) => !HttpAddress.IsHttp(address.Url) ? null
        : access.Authorization(new Uri(address.Url))
            ?? (address.UserInfo is { } user ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(user))}" : null);

    /// <summary>Asks for the references as git does, by the rules that all redirects have here.</summary>
    private GitAddress? FindMoved(GitAddress address, CancellationToken cancellationToken)
    {
        if (access.Transport is not { } transport)
        {
            return null;
        }

        try
        {
            Uri asked = new($"{address.Url}{Refs}?service=git-upload-pack");
            HttpCall call = new(HttpMethod.Get, asked)
            {
                Authorization = AuthorizationOf(address) is { } header ? AuthenticationHeaderValue.Parse(header) : null,
            };
            using HttpAnswer answer = transport.Value.Send(call, cancellationToken);
            string found = answer.Uri.GetLeftPart(UriPartial.Path);
            return !found.EndsWith(Refs, StringComparison.Ordinal) ? null : address with
            {
                Url = found[..^Refs.Length],
                UserInfo = HttpTransport.IsSameHost(asked, answer.Uri) ? address.UserInfo : null,
            };
        }
        catch (RegistryException refused)
        {
            throw new InputException($"{address.Url} cannot be fetched: {refused.Message}");
        }
    }
}
