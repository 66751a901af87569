using System.Globalization;
using System.IO.Hashing;
using System.Text;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Fetches commits of git repositories and keeps them; a commit that is known is not fetched again.</summary>
/// <param name="cache">Where repositories are kept, opened by its host path. Stays with its owner.</param>
/// <param name="temporary">Where files are checked out, opened by its host path. Stays with its owner.</param>
/// <param name="access">How servers are reached.</param>
public sealed partial class GitSource(DirectoryHandle cache, DirectoryHandle temporary, GitAccess access)
{
    private const int CommitLength = 40;

    private readonly GitRemote _remote = new(access);

    /// <summary>Asks which commit an address means.</summary>
    /// <exception cref="InputException">There is none, or it does not begin with the digits that the address demands.</exception>
    public string Resolve(GitAddress address, CancellationToken cancellationToken)
    {
        string commit = IsCommit(address.Reference) ? address.Reference! : Ask(address, cancellationToken);
        return address.Commit is not { } expected || commit.StartsWith(expected, StringComparison.OrdinalIgnoreCase)
            ? commit
            : throw new InputException($"{Describe(address)} is the commit {commit}, not {expected}");
    }

    /// <summary>Checks a commit out.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="commit">What <see cref="Resolve"/> returned.</param>
    /// <param name="keepsGitDirectory">Whether <c>.git</c> stays.</param>
    /// <param name="cancellationToken">Kills git.</param>
    /// <returns>The files, which the caller disposes.</returns>
    /// <exception cref="InputException">The repository does not give the commit, or it has not the directory that is wanted.</exception>
    public GitCheckout CheckOut(GitAddress address, string commit, bool keepsGitDirectory, CancellationToken cancellationToken)
    {
        string repository = RepositoryOf(address);
        using (LockFile alone = LockFile.Acquire($"{repository}.lock", cancellationToken))
        {
            EnsureRepository(repository, cancellationToken);
            Fetch(address, commit, repository, cancellationToken);
        }

        TemporaryTree files = new(temporary);
        try
        {
            Fill(address, commit, repository, files, cancellationToken);
            if (keepsGitDirectory)
            {
                MakeRepeatable(files, cancellationToken);
            }

            string seconds = GitProgram.Local.Run(files.HostPath, ["show", "--no-patch", "--format=%ct", commit], cancellationToken);
            UnixTime committedAt = new(long.Parse(seconds.AsSpan().Trim(), CultureInfo.InvariantCulture), 0);
            CheckoutTree.Normalize(files.Directory, keepsGitDirectory, committedAt);
            return new GitCheckout(files, OpenSubdirectory(address, files), commit, committedAt);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static bool IsCommit(string? reference) =>
        reference is { Length: CommitLength } && reference.All(char.IsAsciiHexDigitLower);

    private static string Describe(GitAddress address) => address.Reference is null ? address.Url : $"{address.Url}#{address.Reference}";

    private string Ask(GitAddress address, CancellationToken cancellationToken)
    {
        string[] names = address.Reference is not { } reference
            ? ["HEAD"]
            : reference.StartsWith("refs/", StringComparison.Ordinal)
                ? [$"{reference}^{{}}", reference]
                : [$"refs/heads/{reference}", $"refs/tags/{reference}^{{}}", $"refs/tags/{reference}", $"refs/{reference}", reference];
        string output = _remote.Run(address, cache.Name, url => ["ls-remote", "--quiet", "--", url, .. names], cancellationToken);
        Dictionary<string, string> commits = new(StringComparer.Ordinal);
        foreach (string line in output.Split('\n'))
        {
            int tab = line.IndexOf('\t');
            if (tab > 0)
            {
                commits[line[(tab + 1)..]] = line[..tab];
            }
        }

        return names.Select(commits.GetValueOrDefault).FirstOrDefault(commit => commit is not null)
            ?? AskRepository(address, cancellationToken)
            ?? throw new InputException($"{address.Url} has no branch, tag or commit \"{address.Reference ?? "HEAD"}\"");
    }

    // An abbreviated commit can be found only in the whole history.
    private string? AskRepository(GitAddress address, CancellationToken cancellationToken)
    {
        if (address.Reference is not { Length: >= 4 } reference || !reference.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        string repository = RepositoryOf(address);
        using LockFile alone = LockFile.Acquire($"{repository}.lock", cancellationToken);
        EnsureRepository(repository, cancellationToken);
        FetchAll(address, repository, cancellationToken);
        (int exitCode, string output, _) = GitProgram.Local.TryRun(
            repository, ["rev-parse", "--quiet", "--verify", "--end-of-options", $"{reference}^{{commit}}"], cancellationToken);
        return exitCode == 0 ? output.Trim() : null;
    }

    private string RepositoryOf(GitAddress address) =>
        $"{cache.Name}/{XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(address.Url)).ToString("x32", CultureInfo.InvariantCulture)}";

    /// <summary>Makes the repository, or removes what a git that was killed left in it; its lock must be held.</summary>
    private static void EnsureRepository(string repository, CancellationToken cancellationToken)
    {
        if (!File.Exists($"{repository}/HEAD"))
        {
            Directory.CreateDirectory(repository);
            GitProgram.Local.Run(repository, ["init", "--quiet", "--bare", "--template="], cancellationToken);
            return;
        }

        foreach (string pattern in (ReadOnlySpan<string>)["*.lock", "tmp_*"])
        {
            foreach (string abandoned in Directory.EnumerateFiles(repository, pattern, SearchOption.AllDirectories))
            {
                File.Delete(abandoned);
            }
        }
    }

    private void Fetch(GitAddress address, string commit, string repository, CancellationToken cancellationToken)
    {
        if (HasCommit(repository, commit, cancellationToken))
        {
            return;
        }

        (int exitCode, _, _) = _remote.TryRun(address, repository, url => ["fetch", "--quiet", "--no-tags", "--depth=1", "--", url, commit], cancellationToken);
        if (exitCode != 0)
        {
            FetchAll(address, repository, cancellationToken);
        }

        (exitCode, _, _) = GitProgram.Local.TryRun(repository, ["update-ref", $"refs/sharpbuild/{commit}", commit], cancellationToken);
        if (exitCode != 0)
        {
            throw new InputException($"{address.Url} does not give the commit {commit}");
        }
    }

    private void FetchAll(GitAddress address, string repository, CancellationToken cancellationToken) => _remote.Run(
        address, repository, url => ["fetch", "--quiet", "--force", "--", url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], cancellationToken);

    private static bool HasCommit(string repository, string commit, CancellationToken cancellationToken) =>
        GitProgram.Local.TryRun(repository, ["rev-parse", "--quiet", "--verify", $"refs/sharpbuild/{commit}^{{commit}}"], cancellationToken).ExitCode == 0;
}
