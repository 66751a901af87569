using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Tests.Copying;
using Sharpbuild.Linux.Files;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Contexts.Remote;

/// <summary>git repositories over git daemon and over plain http: A5.9, A6.14.</summary>
public sealed class GitSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("git");
    private readonly LoopbackServer _server;
    private readonly DirectoryHandle _cache;
    private readonly DirectoryHandle _temporary;

    public GitSourceTests()
    {
        Requires.Program("git");
        _directory.MakeDirectory("cache");
        _directory.MakeDirectory("tmp");
        _directory.Write("work/README", "first");
        _directory.Write("work/dir/run.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(_directory.At("work/dir/run.sh"), (UnixFileMode)0x1C0);
        Git("init", "--quiet", "-b", "main", ".");
        Commit("first");
        Git("tag", "-a", "-m", "x", "v1");
        _directory.Write("work/README", "second");
        Commit("second");
        Git("branch", "other", "HEAD~1");
        PublishAs("repo.git");
        _server = LoopbackServer.Git(_directory.At("srv"));
        _cache = DirectoryHandle.OpenHost(_directory.At("cache"));
        _temporary = DirectoryHandle.OpenHost(_directory.At("tmp"));
    }

    private GitSource Source => new(_cache, _temporary, new GitAccess());

    private string Url => $"git://127.0.0.1:{_server.Port}/repo.git";

    [SkippableTheory]
    [InlineData("", "second")]
    [InlineData("#main", "second")]
    [InlineData("#other", "first")]
    [InlineData("#v1", "first")]
    [InlineData("?tag=v1", "first")]
    [InlineData("?branch=main", "second")]
    [InlineData("#refs/heads/other", "first")]
    public void A5_9_a_branch_tag_or_nothing_names_a_commit(string suffix, string readme)
    {
        using GitCheckout checkout = CheckOut(Url + suffix);

        Content(checkout, "README").Should().Be(readme);
        checkout.Directory.TryGetStatus(".git").Should().BeNull();
    }

    [SkippableFact]
    public void A5_9_a_commit_can_be_named_in_full_or_by_its_first_digits()
    {
        string first = Git("rev-parse", "main~1");

        using GitCheckout full = CheckOut($"{Url}#{first}");
        using GitCheckout abbreviated = CheckOut($"{Url}#{first[..8]}");

        Content(full, "README").Should().Be("first");
        abbreviated.Commit.Should().Be(first);
    }

    [SkippableFact]
    public void A5_9_files_get_0644_or_0755_and_the_time_of_the_commit()
    {
        using GitCheckout checkout = CheckOut($"{Url}#:dir");
        using BuildContext context = new(checkout.Directory.OpenDirectory(""), null, StatIndex.Load(null, "", default), "the repository");
        using CopyStage stage = new();

        stage.Copy("/", [new CopySource(context, ".")], showsTimes: true).Should().Equal("f 0755 0:0 run.sh \"#!/bin/sh\n\" @1485449953");
    }

    [SkippableFact]
    public void A5_9_a_subdirectory_is_looked_for_inside_the_checkout()
    {
        File.CreateSymbolicLink(_directory.At("work/out"), "/etc");
        Commit("link");
        PublishAs("repo.git");

        Action absolute = () => CheckOut($"{Url}#:out").Dispose();
        Action missing = () => CheckOut($"{Url}#:nodir").Dispose();

        absolute.Should().Throw<InputException>().WithMessage($"{Url} has no directory \"out\"");
        missing.Should().Throw<InputException>().WithMessage($"{Url} has no directory \"nodir\"");
        _temporary.ReadEntries().Should().BeEmpty();
    }

    [SkippableFact]
    public void A6_14_a_checksum_is_the_beginning_of_the_commit()
    {
        string second = Git("rev-parse", "main");

        using GitCheckout right = CheckOut($"{Url}?ref=main&checksum={second[..10]}");
        Action wrong = () => CheckOut($"{Url}?ref=main&checksum=0000000000").Dispose();

        right.Commit.Should().Be(second);
        wrong.Should().Throw<InputException>().WithMessage($"{Url}#main is the commit {second}, not 0000000000");
    }

    [SkippableFact]
    public void A6_14_the_git_directory_stays_on_request()
    {
        GitAddress.TryParse(Url, out GitAddress address).Should().BeTrue();
        using GitCheckout checkout = Source.CheckOut(address, Source.Resolve(address, CancellationToken.None), keepsGitDirectory: true, CancellationToken.None);

        ProcessRunner.Run("git", ["-c", "safe.directory=*", "-C", checkout.Directory.Name, "log", "--format=%s"]).Succeeded().Text.Should().Be("second");
    }

    [SkippableFact]
    public void A_known_commit_is_not_fetched_again()
    {
        GitAddress.TryParse(Url, out GitAddress address).Should().BeTrue();
        string commit = Source.Resolve(address, CancellationToken.None);
        Source.CheckOut(address, commit, keepsGitDirectory: false, CancellationToken.None).Dispose();
        _server.Dispose();

        using GitCheckout again = Source.CheckOut(address, commit, keepsGitDirectory: false, CancellationToken.None);

        Content(again, "README").Should().Be("second");
    }

    [SkippableFact]
    public void Submodules_are_fetched_unless_they_are_not_wanted()
    {
        PublishAs("inner.git");
        Git("-c", "protocol.git.allow=always", "submodule", "--quiet", "add", $"git://127.0.0.1:{_server.Port}/inner.git", "inner");
        Commit("submodule");
        PublishAs("outer.git");
        string outer = $"git://127.0.0.1:{_server.Port}/outer.git";

        using GitCheckout with = CheckOut(outer);
        using GitCheckout without = CheckOut($"{outer}?submodules=false");

        Content(with, "inner/README").Should().Be("second");
        with.Directory.TryGetStatus("inner/.git").Should().BeNull();
        without.Directory.TryGetStatus("inner/README").Should().BeNull();
    }

    [SkippableFact]
    public void A_submodule_that_is_a_path_of_this_machine_is_refused()
    {
        Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", $"file://{_directory.At("srv/repo.git")}", "inner");
        Commit("submodule");
        PublishAs("outer.git");

        Action checkOut = () => CheckOut($"git://127.0.0.1:{_server.Port}/outer.git").Dispose();

        checkOut.Should().Throw<InputException>().WithMessage("git submodule failed: *transport 'file' not allowed*");
        _temporary.ReadEntries().Should().BeEmpty();
    }

    [SkippableFact]
    public void A_server_without_shallow_fetches_is_fetched_whole()
    {
        ProcessRunner.Run("git", ["-C", _directory.At("srv/repo.git"), "update-server-info"]).Succeeded();
        using LoopbackServer web = LoopbackServer.Web(_directory, _directory.At("srv"));

        using GitCheckout checkout = CheckOut($"http://127.0.0.1:{web.Port}/repo.git#v1");

        Content(checkout, "README").Should().Be("first");
    }

    [SkippableFact]
    public void A_password_goes_to_the_server_and_into_no_file()
    {
        ProcessRunner.Run("git", ["-C", _directory.At("srv/repo.git"), "update-server-info"]).Succeeded();
        using LoopbackServer web = LoopbackServer.Web(_directory, _directory.At("srv"));
        GitAddress.TryParse($"http://u:p@127.0.0.1:{web.Port}/private/repo.git", out GitAddress address).Should().BeTrue();

        using GitCheckout checkout = Source.CheckOut(address, Source.Resolve(address, CancellationToken.None), keepsGitDirectory: true, CancellationToken.None);

        Content(checkout, "README").Should().Be("second");
        ProcessRunner.Run("grep", ["-rlE", "u:p@|dTpw", _directory.At("cache"), checkout.Directory.Name]).Text.Should().BeEmpty();
    }

    [SkippableFact]
    public void An_unknown_reference_and_an_unknown_repository_are_named()
    {
        Action reference = () => CheckOut($"{Url}#nope").Dispose();
        Action repository = () => CheckOut($"git://127.0.0.1:{_server.Port}/gone.git").Dispose();

        reference.Should().Throw<InputException>().WithMessage($"{Url} has no branch, tag or commit \"nope\"");
        repository.Should().Throw<InputException>().WithMessage("git ls-remote failed: *");
    }

    public void Dispose()
    {
        _cache?.Dispose();
        _temporary?.Dispose();
        _server?.Dispose();
        _directory.Dispose();
    }

    private static string Content(GitCheckout checkout, string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = checkout.Directory.OpenFile(path);
        using StreamReader reader = new(new FileStream(handle, FileAccess.Read));
        return reader.ReadToEnd();
    }

    private GitCheckout CheckOut(string text)
    {
        GitAddress.TryParse(text, out GitAddress address).Should().BeTrue();
        return Source.CheckOut(address, Source.Resolve(address, CancellationToken.None), keepsGitDirectory: false, CancellationToken.None);
    }

    private void Commit(string message)
    {
        Git("add", "-A");
        Git("commit", "--quiet", "-m", message);
    }

    private void PublishAs(string name)
    {
        ProcessRunner.Run("rm", ["-rf", _directory.At("srv", name)]).Succeeded();
        Git("clone", "--quiet", "--bare", "--no-local", ".", _directory.At("srv", name));
    }

    private string Git(params string[] arguments) => ProcessRunner.Run("git", arguments, new ProcessSettings
    {
        WorkingDirectory = _directory.At("work"),
        Environment = new Dictionary<string, string?>
        {
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_AUTHOR_NAME"] = "a",
            ["GIT_AUTHOR_EMAIL"] = "a@example.org",
            ["GIT_AUTHOR_DATE"] = "1485449953 +0000",
            ["GIT_COMMITTER_NAME"] = "a",
            ["GIT_COMMITTER_EMAIL"] = "a@example.org",
            ["GIT_COMMITTER_DATE"] = "1485449953 +0000",
        },
    }).Succeeded().Text;
}
