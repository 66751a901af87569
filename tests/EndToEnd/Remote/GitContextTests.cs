using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Remote;

/// <summary>git repositories as contexts and for ADD, over git's own servers: A5.8, A5.9, A6.14.</summary>
public sealed class GitContextTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly TemporaryDirectory _directory = new("git");
    private readonly GitRepository _repository;
    private readonly string _first;
    private readonly string _second;

    public GitContextTests()
    {
        _repository = new GitRepository(_directory);
        _first = _repository.Commit(("Dockerfile", "FROM scratch\nCOPY . /\n"), ("file", "first"), ("sub/Dockerfile", "FROM scratch\nCOPY name /\n"), ("sub/name", "inner"));
        _repository.Run("tag", "v1");
        _second = _repository.Commit(("file", "second"), (".dockerignore", "file\n"));
        _repository.Publish();
    }

    [SkippableTheory]
    [InlineData("", "file", "second")]
    [InlineData("#v1", "file", "first")]
    [InlineData("#main:sub", "name", "inner")]
    [InlineData("#:sub", "name", "inner")]
    [InlineData("?ref=v1&subdir=sub", "name", "inner")]
    [InlineData("?tag=v1&keep-git-dir=true", "file", "first")]
    public void A5_9_a_repository_over_http_is_a_context(string suffix, string name, string text)
    {
        using GitHttpServer server = new(_directory, _repository.Served);

        Build($"http://127.0.0.1:{server.Port}/git/repo.git{suffix}").Succeeded();

        File.ReadAllText(_bench.At("tree", name)).Should().Be(text);
        File.GetUnixFileMode(_bench.At("tree", name)).Should().Be((UnixFileMode)0b110_100_100);
        Directory.Exists(_bench.At("tree", ".git")).Should().Be(suffix.Contains("keep-git-dir", StringComparison.Ordinal));
        Directory.EnumerateFileSystemEntries(_bench.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableFact]
    public void A5_9_a_repository_over_git_daemon_is_a_context_and_a_second_build_is_cached()
    {
        using LoopbackServer server = LoopbackServer.Git(_repository.Served);
        string url = $"git://127.0.0.1:{server.Port}/repo.git";

        Build(url).Succeeded();
        ProgressLog again = ProgressLog.Of(Build(url).Succeeded());
        _repository.Commit(("file", "third"));
        _repository.Publish();
        ProgressLog changed = ProgressLog.Of(Build(url).Succeeded());

        again.IsCached("COPY").Should().BeTrue();
        changed.Miss("COPY").Should().Contain("file");
        File.ReadAllText(_bench.At("tree", "file")).Should().Be("third");
    }

    [SkippableFact]
    public void A5_9_a_repository_over_ssh_is_a_context_with_the_key_of_a_build()
    {
        using SshServer server = new(_directory);
        string url = $"ssh://root@127.0.0.1:{server.Port}{_repository.Served}/repo.git";
        string ssh = $"ssh -F /dev/null -o BatchMode=yes -o UserKnownHostsFile={server.KnownHosts}";
        SharpbuildCommand command = new(_bench.At("state"))
        {
            Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["GIT_SSH_COMMAND"] = ssh, ["SSH_AUTH_SOCK"] = null } },
        };
        string[] output = ["-o", $"type=local,dest={_bench.At("tree")}"];

        ProcessResult refused = command.Build([.. output, url]);
        command.Build([.. output, "--ssh", $"default={server.UserKey}", url]).Succeeded();

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("git ls-remote failed").And.Contain("Permission denied");
        File.ReadAllText(_bench.At("tree", "file")).Should().Be("second");
    }

    [SkippableFact]
    public void A5_9_the_commit_is_checked_by_its_first_digits()
    {
        using GitHttpServer server = new(_directory, _repository.Served);
        string url = $"http://127.0.0.1:{server.Port}/git/repo.git";

        ProcessResult right = Build($"{url}?ref=v1&checksum={_first[..12]}");
        ProcessResult wrong = Build($"{url}?ref=v1&checksum={_second[..12]}");

        right.Succeeded();
        wrong.ExitCode.Should().Be(1);
        wrong.Error.Should().Be($"sharpbuild: {url}#v1 is the commit {_first}, not {_second[..12]}\n");
    }

    [SkippableFact]
    public void A6_14_ADD_takes_a_repository_with_its_git_directory_and_is_cached_by_commit()
    {
        using GitHttpServer server = new(_directory, _repository.Served);
        string url = $"http://127.0.0.1:{server.Port}/git/repo.git";
        string context = _bench.Context("context", ("Dockerfile", $"FROM scratch\nADD --keep-git-dir=true --checksum={_second[..10]} {url} /with\nADD {url}#v1:sub /without/\n"));

        Build(context).Succeeded();
        ProgressLog again = ProgressLog.Of(Build(context).Succeeded());
        ProcessResult status = ProcessRunner.Run("git", ["-c", "safe.directory=*", "-C", _bench.At("tree", "with"), "status", "--porcelain"]);

        again.CachedCount.Should().Be(2);
        status.Succeeded().Text.Should().BeEmpty();
        File.ReadAllText(_bench.At("tree", "without", "name")).Should().Be("inner");
        ProcessRunner.Run("grep", ["-r", _directory.HostPath, _bench.At("tree")]).ExitCode.Should().Be(1);
        ProcessRunner.Run("grep", ["-r", _bench.At("state"), _bench.At("tree")]).ExitCode.Should().Be(1);
    }

    [SkippableFact]
    public void A6_14_submodules_come_along_unless_the_address_says_no()
    {
        using GitHttpServer server = new(_directory, _repository.Served);
        GitRepository outer = new(_directory, "outer");
        outer.Commit(("Dockerfile", "FROM scratch\nCOPY . /\n"), (".gitmodules", $"[submodule \"m\"]\n\tpath = m\n\turl = ../repo.git\n"));
        outer.Run("update-index", "--add", "--cacheinfo", $"160000,{_first},m");
        outer.Run("commit", "--quiet", "-m", "module");
        outer.Publish();
        string url = $"http://127.0.0.1:{server.Port}/git/outer.git";

        Build(url).Succeeded();
        string inner = File.ReadAllText(_bench.At("tree", "m", "file"));
        ProcessRunner.Run("rm", ["-rf", _bench.At("tree")]).Succeeded();
        Build($"{url}?submodules=false").Succeeded();

        inner.Should().Be("first");
        File.Exists(_bench.At("tree", "m", "file")).Should().BeFalse();
    }

    [SkippableTheory]
    [InlineData("moved", true, false)]
    [InlineData("away", false, false)]
    [InlineData("moved", false, true)]
    public void A6_14_a_redirect_of_a_submodule_is_followed_from_https_to_https_without_credentials(string place, bool isFollowed, bool hasCredentials)
    {
        TestCertificate certificate = new(_directory, "localhost");
        using GitHttpServer server = new(_directory, _repository.Served, certificate);
        GitRepository outer = new(_directory, "outer");
        outer.Commit(("Dockerfile", "FROM scratch\nCOPY . /\n"), (".gitmodules", $"[submodule \"m\"]\n\tpath = m\n\turl = ../../{place}/repo.git\n"));
        outer.Run("update-index", "--add", "--cacheinfo", $"160000,{_first},m");
        outer.Run("commit", "--quiet", "-m", "module");
        outer.Publish();
        SharpbuildCommand trusting = new(_bench.At("state")) { Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["SSL_CERT_FILE"] = certificate.CertificatePath, ["GIT_SSL_CAINFO"] = null } } };
        string[] secret = hasCredentials ? ["--secret", $"id=GIT_AUTH_HEADER.localhost:{server.Port},src={_directory.Write("token", "Basic dTpw")}"] : [];

        ProcessResult built = trusting.Build([.. secret, "-o", $"type=local,dest={_bench.At("tree")}", $"https://localhost:{server.Port}/git/outer.git"]);

        (built.ExitCode == 0).Should().Be(isFollowed);
        File.Exists(_bench.At("tree", "m", "file")).Should().Be(isFollowed);
    }

    [SkippableFact]
    public void A5_9_https_is_checked_against_the_users_own_authority_and_never_leads_to_http()
    {
        TestCertificate certificate = new(_directory, "localhost");
        using GitHttpServer server = new(_directory, _repository.Served, certificate);
        SharpbuildCommand trusting = new(_bench.At("state")) { Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["SSL_CERT_FILE"] = certificate.CertificatePath, ["GIT_SSL_CAINFO"] = null } } };
        string[] output = ["-o", $"type=local,dest={_bench.At("tree")}"];

        ProcessResult unknown = Build($"https://localhost:{server.Port}/git/repo.git");
        ProcessResult down = trusting.Build([.. output, $"https://localhost:{server.Port}/away/repo.git"]);
        trusting.Build([.. output, $"https://localhost:{server.Port}/git/repo.git"]).Succeeded();

        unknown.ExitCode.Should().Be(1);
        unknown.Error.Should().Contain("certificate");
        down.ExitCode.Should().Be(1);
        down.Error.Should().Contain("redirects from https to http");
        File.ReadAllText(_bench.At("tree", "file")).Should().Be("second");
    }

    [SkippableFact]
    public void A5_8_a_named_context_is_a_repository()
    {
        using LoopbackServer server = LoopbackServer.Git(_repository.Served);
        string context = _bench.Context("context", ("Dockerfile", "FROM scratch\nCOPY --from=code file /copy\n"));

        Build("--build-context", $"code=git://127.0.0.1:{server.Port}/repo.git#v1", context).Succeeded();

        File.ReadAllText(_bench.At("tree", "copy")).Should().Be("first");
    }

    [SkippableFact]
    public void Credentials_follow_a_redirect_on_their_host_and_to_no_other()
    {
        using GitHttpServer server = new(_directory, _repository.Served);
        string token = _directory.Write("token", $"Basic {Convert.ToBase64String("u:p"u8)}");
        string[] secret = ["--secret", $"id=GIT_AUTH_HEADER.127.0.0.1:{server.Port},src={token}"];

        ProcessResult without = Build($"http://127.0.0.1:{server.Port}/closed/repo.git");
        Build([.. secret, $"http://127.0.0.1:{server.Port}/old/repo.git"]).Succeeded();
        ProcessResult away = Build([.. secret, $"http://127.0.0.1:{server.Port}/away/repo.git"]);

        without.ExitCode.Should().Be(1);
        away.ExitCode.Should().Be(1);
        File.ReadLines(_directory.At("requests.log")).Should().Contain(line => line.StartsWith("200 /closed/", StringComparison.Ordinal) && line.Contains("\"Basic ", StringComparison.Ordinal));
        File.ReadLines(_directory.At("requests.log")).Last().Should().StartWith("401 /closed/").And.EndWith("\"-\"");
        ProcessRunner.Run("grep", ["-rl", Convert.ToBase64String("u:p"u8), _bench.At("state")]).ExitCode.Should().Be(1);
    }

    [SkippableTheory]
    [InlineData("ssh://-oProxyCommand=touch$IFS/tmp/x/repo.git", "would be taken for an option")]
    [InlineData("ssh://-oProxyCommand=x@host/repo.git", "would be taken for an option")]
    [InlineData("git://127.0.0.1/repo.git#--upload-pack=x", "would be taken for an option")]
    [InlineData("file:///etc", "file:// may lead out of what is meant")]
    [InlineData("git://127.0.0.1/repo.git?nonsense=1", "has the unknown key \"nonsense\"")]
    public void Addresses_that_would_be_options_or_read_this_machine_are_refused(string address, string message)
    {
        ProcessResult refused = Build(address);

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain(message).And.NotContain("   at ");
    }

    public void Dispose()
    {
        _bench.Dispose();
        _directory.Dispose();
    }

    private ProcessResult Build(params string[] arguments) => _bench.Sharpbuild.Build(["-o", $"type=local,dest={_bench.At("tree")}", .. arguments]);
}
