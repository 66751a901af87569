using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Sources;

internal sealed partial class RemoteSources
{
    private const string GitHub = "github.com/";

    private readonly Dictionary<string, FetchedContext> _contexts = new(StringComparer.Ordinal);

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
        using Transfer transfer = Transfer.Begin(transfers, "reading the context from standard input", totalBytes: null);
        using TransferStream counted = new(input, transfer, owns: false);
        ContextInput read = Own(ContextInput.Read(counted, Temporary(), "standard input", cancellationToken));
        DirectoryHandle directory = read.Files?.Directory ?? EmptyDirectory();
        return new FetchedContext(directory, read.Dockerfile, new ContextOrigin("-", $"stream {read.Digest}"));
    }

    /// <summary>The time of a source of ADD: of the commit, of the server, or of the newest file in the archive; null where it has none.</summary>
    /// <inheritdoc cref="Fetch"/>
    public long? TimeOf(string source, string? checksum, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (GitAddress.TryParse(source, out GitAddress address))
            {
                return CheckOut(Expecting(address, checksum), keepsGitDirectory: false, cancellationToken).CommittedAt.Seconds;
            }

            return ServedAt(Download(source, checksum, cancellationToken)) ?? ContextTime.NewestIn(OpenContext(source, isNamed: true, cancellationToken).HostPath, IgnorePatterns.None);
        }
    }

    private static long? ServedAt(RemoteFile download) => download.ModifiedAt.Seconds is > 0 and long seconds ? seconds : null;

    private static string WithGitSuffix(string address)
    {
        int end = address.AsSpan().IndexOfAny('#', '?');
        return end < 0 ? $"{address}.git" : $"{address[..end]}.git{address[end..]}";
    }

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
        ContextOrigin origin = new(HttpAddress.WithoutPassword(address), $"stream {download.Digest.ToDigest()} {download.FileName}") { ServedAt = ServedAt(download) };
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
}
