using System.Collections.Immutable;
using System.Net.Http.Headers;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Builder.Sources;

/// <summary>What ADD takes over the network: files by http and https, and git repositories.</summary>
internal sealed class RemoteSources(BuildOptions options, StateDirectory state, Lazy<Workspace> workspace) : IDisposable
{
    private readonly Lazy<HttpTransport> _transport = new(() => new HttpTransport(new RegistryOptions { InsecureRegistries = options.InsecureRegistries }));
    private readonly Stack<IDisposable> _owned = new();
    private readonly Lock _lock = new();

    /// <summary>Whether a source of ADD is not a path.</summary>
    public static bool IsRemote(string source) => GitAddress.TryParse(source, out _) || IsHttp(source);

    /// <summary>Fetches a source.</summary>
    /// <param name="source">The address.</param>
    /// <param name="checksum">The digest or the commit that it must have, or null.</param>
    /// <param name="keepsGitDirectory">Whether <c>.git</c> stays.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    public CopySource Fetch(string source, string? checksum, bool keepsGitDirectory, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return GitAddress.TryParse(source, out GitAddress address)
                ? CheckOut(checksum is null ? address : address with { Commit = checksum }, keepsGitDirectory, cancellationToken)
                : Download(source, checksum, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_owned.TryPop(out IDisposable? owned))
        {
            owned.Dispose();
        }

        if (_transport.IsValueCreated)
        {
            _transport.Value.Dispose();
        }
    }

    private static bool IsHttp(string source) =>
        source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private CopySource Download(string source, string? checksum, CancellationToken cancellationToken)
    {
        Digest? expected = checksum is null ? null
            : Digest.TryParse(checksum, out Digest digest) ? digest
            : throw new BuildException($"\"{checksum}\" is not a checksum", "write --checksum=sha256:<64 hexadecimal digits>");
        HttpSource http = new(_transport.Value, Cache("downloads"), host => Authorization(host));
        RemoteFile file = http.Fetch(new Uri(source), expected, cancellationToken);
        return new CopySource(file.Tree, file.Path) { FileName = file.FileName, IsRemote = true };
    }

    private CopySource CheckOut(GitAddress address, bool keepsGitDirectory, CancellationToken cancellationToken)
    {
        DirectoryHandle temporary = Own(DirectoryHandle.OpenHost(workspace.Value.HostPath));
        GitSource git = new(Cache("git"), temporary, host => Authorization(host)?.ToString());
        string commit = git.Resolve(address, cancellationToken);
        GitCheckout checkout = Own(git.CheckOut(address, commit, keepsGitDirectory || address.KeepsGitDirectory == true, cancellationToken));
        return new CopySource(new DirectoryTree(checkout.Directory, "the repository", memo: null) { KeepsOwners = false }, ".");
    }

    private AuthenticationHeaderValue? Authorization(string host)
    {
        if (Secret($"HTTP_AUTH_HEADER_{host}") is { } header)
        {
            return AuthenticationHeaderValue.Parse(header);
        }

        return Secret($"HTTP_AUTH_TOKEN_{host}") is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    private string? Secret(string id)
    {
        SecretOption? secret = options.Secrets.GetValueOrDefault(id);
        return secret?.EnvironmentVariable is { } variable ? Environment.GetEnvironmentVariable(variable)
            : secret?.HostPath is { } path ? File.ReadAllText(path).Trim()
            : null;
    }

    private DirectoryHandle Cache(string name)
    {
        string hostPath = Path.Join(state.HostPath, "cache", name);
        Directory.CreateDirectory(hostPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Own(DirectoryHandle.OpenHost(hostPath));
    }

    private T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Push(disposable);
        return disposable;
    }
}
