using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Builder.Sources;

/// <summary>What is taken over the network: files by http and https, and git repositories; for ADD and as contexts.</summary>
/// <remarks>Each address is asked once, so that all steps of a build see one state.</remarks>
/// <param name="options">Its secrets and registries.</param>
/// <param name="state">Where downloads and repositories are kept.</param>
/// <param name="workspace">Where files are unpacked.</param>
/// <param name="agentSocket">The host path of the socket of the ssh agent for git, or null.</param>
/// <param name="transfers">Hears of what is fetched.</param>
internal sealed partial class RemoteSources(
    BuildOptions options, StateDirectory state, Lazy<Workspace> workspace, Func<string?> agentSocket, ITransferListener transfers) : IDisposable
{
    private readonly Lazy<HttpTransport> _transport = new(() => new HttpTransport(new RegistryOptions { InsecureRegistries = options.InsecureRegistries }));
    private readonly RemoteCredentials _credentials = new(options.Secrets);
    private readonly Dictionary<string, RemoteFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<GitAddress, string> _commits = [];
    private readonly Stack<IDisposable> _owned = new();
    private readonly Lock _lock = new();

    /// <summary>Whether a source of ADD is not a path.</summary>
    public static bool IsRemote(string source) => HttpAddress.IsHttp(source) || GitAddress.TryParse(source, out _);

    /// <summary>What stands for the content of a source of ADD; a file is fetched for it, a repository only asked.</summary>
    /// <param name="source">The address.</param>
    /// <param name="checksum">The digest or the commit that it must have, or null.</param>
    /// <param name="keepsGitDirectory">Whether <c>.git</c> stays.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    public string Identify(string source, string? checksum, bool keepsGitDirectory, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!GitAddress.TryParse(source, out GitAddress address))
            {
                RemoteFile file = Download(source, checksum, cancellationToken);
                return $"file {file.Digest.ToDigest()} {file.FileName}";
            }

            address = Expecting(address, checksum);
            return IdentityOf(address, Commit(address, cancellationToken), keepsGitDirectory || address.KeepsGitDirectory == true);
        }
    }

    /// <summary>Fetches a source of ADD.</summary>
    /// <inheritdoc cref="Identify"/>
    public CopySource Fetch(string source, string? checksum, bool keepsGitDirectory, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!GitAddress.TryParse(source, out GitAddress address))
            {
                RemoteFile file = Download(source, checksum, cancellationToken);
                return new CopySource(file.Tree, file.Path) { FileName = file.FileName, IsRemote = true };
            }

            GitCheckout checkout = CheckOut(Expecting(address, checksum), keepsGitDirectory, cancellationToken);
            return new CopySource(new DirectoryTree(checkout.Directory, "the repository", memo: null) { KeepsOwners = false }, ".");
        }
    }

    /// <summary>Fetches a small file over http.</summary>
    public byte[] ReadFile(string address, int mostBytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            using SafeFileHandle file = OpenFile(Download(address, null, cancellationToken));
            long size = RandomAccess.GetLength(file);
            byte[] content = new byte[size <= mostBytes ? size : throw new InputException($"{HttpAddress.WithoutPassword(address)} is larger than {mostBytes >> 20} MiB")];
            return content.AsSpan(0, RandomAccess.Read(file, content, 0)).ToArray();
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

    private static GitAddress Expecting(GitAddress address, string? checksum) => checksum is null ? address : address with { Commit = checksum };

    private static string IdentityOf(GitAddress address, string commit, bool keepsGitDirectory) => string.Create(
        CultureInfo.InvariantCulture, $"git {address.Url} {commit} {address.Subdirectory} {address.HasSubmodules} {keepsGitDirectory}");

    private RemoteFile Download(string source, string? checksum, CancellationToken cancellationToken)
    {
        Digest? expected = checksum is null ? null
            : Digest.TryParse(checksum, out Digest digest) ? digest
            : throw new BuildException($"\"{checksum}\" is not a checksum", "write --checksum=sha256:<64 hexadecimal digits>");
        string key = $"{checksum} {source}";
        if (!_files.TryGetValue(key, out RemoteFile? file))
        {
            HttpSource http = new(_transport.Value, Cache(state.Downloads), _credentials.ForFiles) { Temporary = Temporary(), Transfers = transfers };
            file = http.Fetch(AddressOf(source), expected, cancellationToken);
            _files.Add(key, file);
        }

        return file;
    }

    private static Uri AddressOf(string source) => Uri.TryCreate(source, UriKind.Absolute, out Uri? address)
        ? address
        : throw new InputException($"\"{HttpAddress.WithoutPassword(source)}\" is not an address", "write http://HOST/PATH or https://HOST/PATH");

    private static SafeFileHandle OpenFile(RemoteFile file) =>
        file.Tree.TryGet(file.Path) is { } found && file.Tree.TryOpen(found) is { } opened ? opened : throw new InputException($"the download \"{file.FileName}\" is gone from the cache");

    private GitSource Git() => new(Cache(state.Repositories), Temporary(), new GitAccess
    {
        Authorization = _credentials.ForGit,
        Transport = _transport,
        AgentSocket = agentSocket,
    });

    private string Commit(GitAddress address, CancellationToken cancellationToken)
    {
        if (!_commits.TryGetValue(address, out string? commit))
        {
            commit = Git().Resolve(address, cancellationToken);
            _commits.Add(address, commit);
        }

        return commit;
    }

    private GitCheckout CheckOut(GitAddress address, bool keepsGitDirectory, CancellationToken cancellationToken)
    {
        string commit = Commit(address, cancellationToken);
        using Transfer transfer = Transfer.Begin(transfers, $"fetching {HttpAddress.WithoutPassword(address.Url)}", totalBytes: null);
        return Own(Git().CheckOut(address, commit, keepsGitDirectory || address.KeepsGitDirectory == true, cancellationToken));
    }

    private DirectoryHandle Temporary() => Own(DirectoryHandle.OpenHost(workspace.Value.HostPath));

    private DirectoryHandle Cache(string hostPath)
    {
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
