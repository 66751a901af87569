using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts.Remote;

public sealed partial class GitSource
{
    private static DirectoryHandle OpenSubdirectory(GitAddress address, TemporaryTree files)
    {
        try
        {
            return files.Directory.OpenDirectory(address.Subdirectory);
        }
        catch (LinuxException)
        {
            throw new InputException($"{Describe(address)} has no directory \"{address.Subdirectory}\"");
        }
    }

    private void Fill(GitAddress address, string commit, string repository, TemporaryTree files, CancellationToken cancellationToken)
    {
        GitProgram local = GitProgram.Local;
        local.Run(files.HostPath, ["init", "--quiet", "--template="], cancellationToken);
        local.Run(files.HostPath, ["fetch", "--quiet", "--no-tags", "--depth=1", $"file://{repository}", $"refs/sharpbuild/{commit}"], cancellationToken);
        local.Run(files.HostPath, ["remote", "add", "origin", address.Url], cancellationToken);
        local.Run(files.HostPath, ["checkout", "--quiet", "--force", "--detach", commit], cancellationToken);
        if (address.HasSubmodules && files.Directory.TryGetStatus(".gitmodules") is { IsRegular: true })
        {
            string[] update = ["submodule", "--quiet", "update", "--init", "--recursive"];
            GitProgram git = _remote.SubmoduleProgram(address);

            // Not every server gives a single commit.
            if (git.TryRun(files.HostPath, [.. update, "--depth=1"], cancellationToken).ExitCode != 0)
            {
                git.Run(files.HostPath, update, cancellationToken);
            }
        }
    }

    /// <summary>Makes what git notes about the checkout itself the same at each checkout.</summary>
    private static void MakeRepeatable(TemporaryTree files, CancellationToken cancellationToken)
    {
        foreach (string name in (ReadOnlySpan<string>)[".git/FETCH_HEAD", ".git/ORIG_HEAD", ".git/logs", ".git/index"])
        {
            files.Directory.RemoveTree(name);
        }

        GitProgram.Local.Run(files.HostPath, ["read-tree", "HEAD"], cancellationToken);
    }
}
