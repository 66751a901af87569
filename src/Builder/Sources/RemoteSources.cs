using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
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
internal sealed class RemoteSources(BuildOptions options, StateDirectory state, Lazy<Workspace> workspace, Func<string?> agentSocket) : IDisposable
{
    private const string GitHub = "github.com/";

    private readonly Lazy<HttpTransport> _transport = new(() => new HttpTransport(new RegistryOptions { InsecureRegistries = options.InsecureRegistries }));
    private readonly RemoteCredentials _credentials = new(options.Secrets);
    private readonly Dictionary<string, RemoteFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<GitAddress, string> _commits = [];
    private readonly Dictionary<string, FetchedContext> _contexts = new(StringComparer.Ordinal);
    private readonly Stack<IDisposable> _owned = new();
    private readonly Lock _lock = new();

    /// <summary>Whether a source of ADD is not a path.</summary>
    public static bool IsRemote(string source) => HttpAddress.IsHttp(source) || GitAddress.TryParse(source, out _);

    /// <summary>Whether a context is an address rather than a path.</summary>
    /// <exception cref="BuildException">It is one, of a kind that is not taken.</exception>
    public static bool IsContextAddress(string source)
    {
        if (source.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            throw new BuildException($"the context \"{source}\" is not taken: file:// may lead out of what is meant", "name the directory by its path");
        }

        return IsRemote(source) || (source.StartsWith(GitHub, StringComparison.Ordinal) && !Directory.Exists(source));
    }

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

    /// <summary>Fetches a context: a repository, or a tar archive or another file over http.</summary>
    /// <param name="source">The address.</param>
    /// <param name="isNamed">Whether a file that is no archive is the only file of the context rather than a Dockerfile.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    public FetchedContext OpenContext(string source, bool isNamed, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_contexts.TryGetValue(source, out FetchedContext? context))
            {
                string address = source.StartsWith(GitHub, StringComparison.Ordinal) ? $"https://{source}" : source;
                bool isGit = GitAddress.TryParse(address, out GitAddress repository)
                    || (address != source && GitAddress.TryParse(WithGitSuffix(address), out repository));
                context = isGit ? OpenRepository(repository, HttpAddress.WithoutPassword(source), cancellationToken) : OpenDownload(address, isNamed, cancellationToken);
                _contexts.Add(source, context);
            }

            return context;
        }
    }

    /// <summary>Reads a context from a stream.</summary>
    public FetchedContext ReadContext(Stream input, CancellationToken cancellationToken)
    {
        ContextInput read = Own(ContextInput.Read(input, Temporary(), "standard input", cancellationToken));
        DirectoryHandle directory = read.Files?.Directory ?? EmptyDirectory();
        return new FetchedContext(directory, read.Dockerfile, new ContextOrigin("-", $"stream {read.Digest}"));
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

    private static string WithGitSuffix(string address)
    {
        int end = address.AsSpan().IndexOfAny('#', '?');
        return end < 0 ? $"{address}.git" : $"{address[..end]}.git{address[end..]}";
    }

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
            HttpSource http = new(_transport.Value, Cache("downloads"), _credentials.ForFiles);
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

    private GitSource Git() => new(Cache("git"), Temporary(), new GitAccess
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

    private GitCheckout CheckOut(GitAddress address, bool keepsGitDirectory, CancellationToken cancellationToken) =>
        Own(Git().CheckOut(address, Commit(address, cancellationToken), keepsGitDirectory || address.KeepsGitDirectory == true, cancellationToken));

    private FetchedContext OpenRepository(GitAddress address, string name, CancellationToken cancellationToken)
    {
        bool keeps = options.BuildArguments.GetValueOrDefault("BUILDKIT_CONTEXT_KEEP_GIT_DIR") is "1" or "true";
        GitCheckout checkout = CheckOut(address, keeps, cancellationToken);
        string identity = IdentityOf(address, checkout.Commit, keeps || address.KeepsGitDirectory == true);
        return new FetchedContext(checkout.Directory, dockerfile: null, new ContextOrigin(name, identity, checkout.CommittedAt.Seconds));
    }

    private FetchedContext OpenDownload(string address, bool isNamed, CancellationToken cancellationToken)
    {
        RemoteFile download = Download(address, null, cancellationToken);
        ContextOrigin origin = new(HttpAddress.WithoutPassword(address), $"stream {download.Digest.ToDigest()} {download.FileName}");
        using SafeFileHandle file = OpenFile(download);
        ContextInput read = Own(ContextInput.Read(file, Temporary(), origin.Name, cancellationToken));
        if (read.Dockerfile is not { } content)
        {
            return new FetchedContext(read.Files!.Directory, dockerfile: null, origin);
        }

        DirectoryHandle directory = EmptyDirectory();
        if (isNamed)
        {
            using SafeFileHandle copy = directory.CreateFile(download.FileName, 0x180);
            RandomAccess.Write(copy, content, 0);
            directory.SetTimes(download.FileName, download.ModifiedAt);
        }

        return new FetchedContext(directory, content, origin);
    }

    private DirectoryHandle EmptyDirectory() => Own(new TemporaryTree(Temporary())).Directory;

    private DirectoryHandle Temporary() => Own(DirectoryHandle.OpenHost(workspace.Value.HostPath));

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
