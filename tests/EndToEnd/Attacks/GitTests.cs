using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Repositories of strangers: links, submodules, attributes, hooks and names that try to reach the machine that checks them out.</summary>
public sealed class GitTests
{
    private static readonly Dictionary<string, Action<GitRepository, TemporaryDirectory, AttackBench>> Repositories = new()
    {
        ["Dockerfile is a link to the host"] = (repository, work, bench) => Link(repository, work, "Dockerfile", bench.Canary.At("Dockerfile")),
        ["Dockerfile is a link out"] = (repository, work, _) => Link(repository, work, "Dockerfile", "../../../../../../../../etc/passwd"),
        ["Dockerfile is a link to git's directory"] = (repository, work, _) => Link(repository, work, "Dockerfile", ".git/config"),
        ["ignore file is a link to the host"] = (repository, work, bench) => Link(repository, work, ".dockerignore", bench.Canary.At("secret")),
        ["directory is a link to the host"] = (repository, work, bench) => Link(repository, work, "sub", bench.Canary.At()),
        ["directory is a link to shadow's"] = (repository, work, _) => Link(repository, work, "sub", "/etc"),
        ["file is a link to the host"] = (repository, work, bench) => Link(repository, work, "file", bench.Canary.At("secret")),
        ["link to a descriptor"] = (repository, work, _) => Link(repository, work, "file", "/proc/self/fd/3"),
        ["submodule from a file"] = (repository, _, bench) => Submodule(repository, $"file://{bench.Canary.At()}", "sub"),
        ["submodule from a path"] = (repository, _, bench) => Submodule(repository, bench.Canary.At(), "sub"),
        ["submodule from above"] = (repository, _, _) => Submodule(repository, "../../host", "sub"),
        ["submodule by a program"] = (repository, _, bench) => Submodule(repository, $"ext::sh -c touch% {bench.Canary.At("owned")}", "sub"),
        ["submodule by an option"] = (repository, _, bench) => Submodule(repository, $"-u./payload;touch {bench.Canary.At("owned")}", "sub"),
        ["submodule by ssh with an option"] = (repository, _, bench) => Submodule(repository, $"ssh://-oProxyCommand=touch {bench.Canary.At("owned")}/x", "sub"),
        ["submodule with a path above"] = (repository, _, _) => Submodule(repository, "http://127.0.0.1:9/x", "../../host/new"),
        ["submodule in git's directory"] = (repository, _, _) => Submodule(repository, "http://127.0.0.1:9/x", ".git/modules"),
        ["submodule with a name above"] = (repository, _, _) => Submodule(repository, "http://127.0.0.1:9/x", "sub", "../../../host"),
        ["submodule with an update command"] = (repository, _, bench) => repository.Commit((".gitmodules", $"[submodule \"s\"]\n\tpath = sub\n\turl = http://127.0.0.1:9/x\n\tupdate = !touch {bench.Canary.At("owned")}\n")),
        ["filter in attributes"] = (repository, _, bench) => repository.Commit((".gitattributes", "* filter=evil diff=evil merge=evil text\n"), (".gitconfig", $"[filter \"evil\"]\n\tsmudge = touch {bench.Canary.At("owned")}\n")),
        ["configuration of a work tree"] = (repository, _, bench) => repository.Commit((".lfsconfig", $"[lfs]\n\turl = file://{bench.Canary.At()}\n"), ("config", $"[core]\n\tfsmonitor = touch {bench.Canary.At("owned")}\n")),
        ["hooks beside the files"] = (repository, _, bench) => repository.Commit(("hooks/post-checkout", $"#!/bin/sh\ntouch {bench.Canary.At("owned")}\n"), (".githooks/post-checkout", $"#!/bin/sh\ntouch {bench.Canary.At("owned")}\n")),
        ["bare repository inside"] = (repository, _, bench) => repository.Commit(("sub/HEAD", "ref: refs/heads/main\n"), ("sub/config", $"[core]\n\tbare = true\n\tfsmonitor = touch {bench.Canary.At("owned")}\n"), ("sub/objects/x", ""), ("sub/refs/x", "")),
        ["whiteouts"] = (repository, _, _) => repository.Commit((".wh.etc", ""), ("sub/.wh..wh..opq", "")),
        ["names of control characters"] = (repository, _, _) => repository.Commit(("a\u001b[2J\nb", "x"), ("\u0007", "y")),
        ["names that look like options"] = (repository, _, _) => repository.Commit(("--upload-pack=x", "x"), ("-rf", "y")),
        ["message and author of control characters"] = (repository, _, _) => repository.Run("commit", "--quiet", "--allow-empty", "--author", "\u001b[2J <x@y>", "-m", "\u001b]0;x\u0007"),
        ["no Dockerfile"] = (repository, _, _) => repository.Run("rm", "--quiet", "Dockerfile"),
    };

    public static TheoryData<string> Names => [.. Repositories.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_repository_is_data(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        using TemporaryDirectory work = new("git");
        GitRepository repository = new(work);
        repository.Commit(("Dockerfile", "FROM scratch\nCOPY . /\n"), ("f", "f"));
        Repositories[name](repository, work, bench);
        repository.Run("commit", "--quiet", "--allow-empty", "-a", "-m", "last");
        repository.Publish();
        using LoopbackServer server = LoopbackServer.Git(repository.Served);
        string address = $"git://127.0.0.1:{server.Port}/repo.git";
        bench.With("Dockerfile", $"FROM scratch\nADD {address} /added\nADD {address}?keep-git-dir=true /kept\n");

        bench.Build();
        foreach (string suffix in new[] { "", "#main:sub", "#:../..", "#:.git", "#:sub/../../..", "?keep-git-dir=true" })
        {
            bench.Run("build", "--progress", "plain", "-o", $"type=oci,dest={bench.At("out")},tar=false,compression=uncompressed", address + suffix).ExitCode.Should().BeOneOf(0, 1);
        }
    }

    [SkippableTheory]
    [InlineData("#--upload-pack=touch$IFS/tmp/x")]
    [InlineData("#-u")]
    [InlineData("#main^{tree}")]
    [InlineData("#main:-x")]
    [InlineData("#../../../host")]
    [InlineData("#refs/../../host")]
    [InlineData("#a..b")]
    [InlineData("#\u001b[2J")]
    [InlineData("#main:/etc")]
    [InlineData("#main:f")]
    [InlineData("?ref=--upload-pack=x")]
    [InlineData("?subdir=../../host")]
    [InlineData("?ref=a&ref=b")]
    [InlineData("?commit=zz")]
    [InlineData("/../repo.git")]
    [InlineData("%0a--upload-pack=x")]
    public void What_follows_the_address_is_no_way_out(string suffix)
    {
        Requires.Root();
        using AttackBench bench = new();
        using TemporaryDirectory work = new("git");
        GitRepository repository = new(work);
        repository.Commit(("Dockerfile", "FROM scratch\nCOPY . /\n"), ("f", "f"));
        repository.Publish();
        using LoopbackServer server = LoopbackServer.Git(repository.Served);

        ProcessResult result = bench.Run("build", "--progress", "plain", "-o", $"type=oci,dest={bench.At("out")},tar=false", $"git://127.0.0.1:{server.Port}/repo.git{suffix}");

        result.ExitCode.Should().BeOneOf([0, 1], result.Error);
        bench.With("Dockerfile", "FROM scratch\nCOPY --from=code f /\n");
        bench.Build("--build-context", $"code=git://127.0.0.1:{server.Port}/repo.git{suffix}").ExitCode.Should().BeOneOf(0, 1);
    }

    private static void Link(GitRepository repository, TemporaryDirectory work, string name, string target)
    {
        File.Delete(work.At("repo-work", name));
        File.CreateSymbolicLink(work.At("repo-work", name), target);
        repository.Run("add", "-A");
    }

    /// <summary>An entry of the index as git itself would refuse to make it.</summary>
    private static void Submodule(GitRepository repository, string url, string path, string name = "s")
    {
        repository.Commit((".gitmodules", $"[submodule \"{name}\"]\n\tpath = {path}\n\turl = {url}\n"));
        if (!path.Contains("..", StringComparison.Ordinal) && !path.StartsWith(".git", StringComparison.Ordinal))
        {
            repository.Run("update-index", "--add", "--cacheinfo", $"160000,{repository.Run("rev-parse", "HEAD")},{path}");
        }
    }
}
