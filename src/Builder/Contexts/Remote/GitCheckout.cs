using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>The files of a commit, in a temporary directory.</summary>
/// <param name="files">The temporary directory; disposed with this object.</param>
/// <param name="directory">What is wanted of it; disposed with this object.</param>
/// <param name="commit">The commit, all digits.</param>
/// <param name="committedAt">The commit's time, which all files have.</param>
public sealed class GitCheckout(TemporaryTree files, DirectoryHandle directory, string commit, UnixTime committedAt) : IDisposable
{
    /// <summary>The repository's root, or the subdirectory that the address names.</summary>
    public DirectoryHandle Directory { get; } = directory;

    /// <summary>The commit, all digits: with the address's subdirectory what identifies the files.</summary>
    public string Commit { get; } = commit;

    /// <summary>The commit's time, which all files have.</summary>
    public UnixTime CommittedAt { get; } = committedAt;

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Dispose();
        files.Dispose();
    }
}
