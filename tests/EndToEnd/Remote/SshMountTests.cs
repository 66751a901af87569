using System.Diagnostics;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Remote;

/// <summary><c>RUN --mount=type=ssh</c> with Debian's ssh-agent, and its ssh against its sshd: A7.</summary>
public sealed class SshMountTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly TemporaryDirectory _directory = new("ssh");

    [SkippableFact]
    public void A7_a_step_logs_in_with_a_key_that_it_never_sees()
    {
        using SshServer server = new(_directory);
        string context = _bench.Context(
            "context",
            ("known_hosts", File.ReadAllText(server.KnownHosts)),
            ("Dockerfile", $"""
                FROM debian
                RUN --mount=type=bind,source=known_hosts,target=/known_hosts --mount=type=ssh,required=true \
                    /host-ssh -F /dev/null -p {server.Port} -o BatchMode=yes -o UserKnownHostsFile=/known_hosts root@127.0.0.1 'echo from the server' > /said

                """));
        string[] base0 = DebianWithSsh();

        _bench.Sharpbuild.Build([.. base0, "--network", "host", "--ssh", $"default={server.UserKey}", "-o", $"type=local,dest={_bench.At("tree")}", context]).Succeeded();

        File.ReadAllText(_bench.At("tree", "said")).Should().Be("from the server\n");
        string secret = File.ReadAllLines(server.UserKey)[2];
        ProcessRunner.Run("grep", ["-rlF", secret, _bench.At("state")]).ExitCode.Should().Be(1);
    }

    [SkippableFact]
    public void A7_the_socket_has_owner_mode_and_target_and_is_gone_afterwards()
    {
        using Agent agent = new(_directory);
        string context = Dockerfile("""
            RUN --mount=type=ssh stat -c '%a %u:%g %F' /run/buildkit/ssh_agent.0 > /default && echo $SSH_AUTH_SOCK >> /default
            RUN --mount=type=ssh,id=other,mode=640,uid=7,gid=8,target=/a/b stat -c '%a %u:%g %F' /a/b > /chosen && echo $SSH_AUTH_SOCK >> /chosen
            RUN --mount=type=ssh,id=absent test -z "$SSH_AUTH_SOCK"
            """);

        Build("--ssh", $"default={agent.Socket}", "--ssh", $"other={agent.Socket}", context).Succeeded();

        File.ReadAllText(_bench.At("tree", "default")).Should().Be("600 0:0 socket\n/run/buildkit/ssh_agent.0\n");
        File.ReadAllText(_bench.At("tree", "chosen")).Should().Be("640 7:8 socket\n/a/b\n");
        Directory.Exists(_bench.At("tree", "a")).Should().BeFalse();
        Directory.Exists(_bench.At("tree", "run", "buildkit")).Should().BeFalse();
    }

    [SkippableFact]
    public void A7_an_ordinary_user_reaches_the_agent_and_nobody_can_add_or_remove_keys()
    {
        using Agent agent = new(_directory);
        agent.Add(SshServer.MakeKey(_directory, "known"));
        string other = SshServer.MakeKey(_directory, "other");
        string context = _bench.Context("context", ("key", File.ReadAllText(other)), ("Dockerfile", """
            FROM debian
            COPY --chmod=0600 --chown=1000:1000 key /key
            USER 1000:1000
            RUN --mount=type=ssh,uid=1000 /host-ssh-add -l > /tmp/listed && ! /host-ssh-add -D && ! /host-ssh-add /key && ! /host-ssh-add -x </dev/null

            """));

        _bench.Sharpbuild.Build([.. DebianWithSsh(), "--ssh", $"default={agent.Socket}", "-o", $"type=local,dest={_bench.At("tree")}", context]).Succeeded();

        File.ReadAllText(_bench.At("tree", "tmp", "listed")).Should().Contain("(ED25519)");
        agent.List().Should().ContainSingle().Which.Should().Contain("test (ED25519)");
    }

    [SkippableTheory]
    [InlineData("sharpbuild-test", "640 7:8 socket\n")]
    [InlineData("nobody", "")]
    public void A7_without_privileges_a_key_a_repository_and_a_secret_serve_as_well(string user, string socket)
    {
        Requires.Root();
        Requires.Program("setpriv", "ssh-keygen", "ssh-agent");
        using Workbench bench = UnprivilegedUser.Workbench(user);
        GitRepository repository = new(_directory);
        repository.Commit(("Dockerfile", $"""
            FROM busybox
            RUN --mount=type=ssh --mount=type=secret,id=token test -S $SSH_AUTH_SOCK && wc -c < /run/secrets/token > /size
            {(socket.Length > 0 ? "RUN --mount=type=ssh,mode=640,uid=7,gid=8 stat -c '%a %u:%g %F' $SSH_AUTH_SOCK > /socket" : "")}
            """));
        repository.Publish();
        using LoopbackServer server = LoopbackServer.Git(repository.Served);
        string key = bench.At("key");
        File.Copy(SshServer.MakeKey(_directory, "key"), key);
        File.WriteAllText(bench.At("token"), "tr0ub4dor-and-three");
        ProcessRunner.Run("chown", ["--reference", bench.At("state"), key, bench.At("token")]).Succeeded();

        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "--ssh", $"default={key}", "--secret", $"id=token,src={bench.At("token")}", "-o", $"type=local,dest={bench.At("state", "tree")}", $"git://127.0.0.1:{server.Port}/repo.git"]).Succeeded();

        File.ReadAllText(bench.At("state", "tree", "size")).Should().Be("19\n");
        (socket.Length > 0 ? File.ReadAllText(bench.At("state", "tree", "socket")) : "").Should().Be(socket);
        ProcessRunner.Run("grep", ["-rl", "tr0ub4dor", bench.At("state")]).ExitCode.Should().Be(1);
    }

    [SkippableFact]
    public void A7_a_required_agent_a_missing_key_and_a_passphrase_are_named()
    {
        Requires.Program("ssh-keygen");
        string locked = SshServer.MakeKey(_directory, "locked", "passphrase");
        string context = Dockerfile("RUN --mount=type=ssh,required=true true");

        ProcessResult absent = Build(context);
        ProcessResult missing = Build("--ssh", $"default={_directory.At("nowhere")}", context);
        ProcessResult passphrase = Build("--ssh", $"default={locked}", context);

        absent.ExitCode.Should().Be(1);
        absent.Error.Should().Contain("ssh agent \"default\" is required").And.Contain("pass --ssh default");
        missing.ExitCode.Should().Be(2);
        missing.Error.Should().Contain("is neither a socket nor a key");
        passphrase.ExitCode.Should().Be(1);
        passphrase.Error.Should().Contain($"the key \"{locked}\" can't be used");
    }

    [SkippableFact]
    public void The_agent_of_a_key_ends_with_the_build_also_when_that_is_killed()
    {
        Requires.Program("ssh-keygen");
        string key = SshServer.MakeKey(_directory, "key");
        string context = Dockerfile("RUN --mount=type=ssh echo started && sleep 600");
        using Process build = _bench.Sharpbuild.Start([.. (string[])["build", "--progress", "plain", .. Workbench.Bases("busybox"), "--ssh", $"default={key}", context]]);
        while (build.StandardError.ReadLine() is { } line && !line.EndsWith("started", StringComparison.Ordinal))
        {
        }

        List<string> running = OwnAgents();
        build.Kill();
        build.WaitForExit();

        running.Should().HaveCount(2);
        SpinWait.SpinUntil(() => !running.Exists(Directory.Exists), TimeSpan.FromSeconds(30)).Should().BeTrue();
    }

    public void Dispose()
    {
        _bench.Dispose();
        _directory.Dispose();
    }

    /// <summary>The shell that works in this test's store, and the agent that is its child, as directories of /proc.</summary>
    private List<string> OwnAgents()
    {
        string? shell = Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .FirstOrDefault(process => Read(process, "cmdline").StartsWith("sh\0-c\0echo ready", StringComparison.Ordinal)
                && (new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget ?? "").StartsWith(_bench.At(), StringComparison.Ordinal));
        string[] children = shell is null ? [] : Read(shell, $"task/{Path.GetFileName(shell)}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? agent = children.Select(id => $"/proc/{id}").FirstOrDefault(process => Read(process, "cmdline").StartsWith("ssh-agent", StringComparison.Ordinal));
        return shell is null || agent is null ? [] : [shell, agent];
    }

    private static string Read(string process, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, name));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private string Dockerfile(string instructions) => _bench.Context("context", ("Dockerfile", $"FROM busybox\n{instructions}\n"));

    private ProcessResult Build(params string[] arguments) =>
        _bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-o", $"type=local,dest={_bench.At("tree")}", .. arguments]);

    /// <summary>The Debian base with this machine's ssh programs and their libraries in it.</summary>
    private string[] DebianWithSsh()
    {
        Requires.Program("ssh", "ssh-add");
        string context = _bench.Context("ssh-base", ("Dockerfile", "FROM debian\nCOPY lib/ /ssh-lib/\nCOPY bin/ /\n"));
        Directory.CreateDirectory(Path.Combine(context, "lib"));
        Directory.CreateDirectory(Path.Combine(context, "bin"));
        foreach (string program in (string[])["ssh", "ssh-add"])
        {
            ProcessRunner.Run("sh", ["-c", $"ldd /usr/bin/{program} | sed -n 's/.* => \\(.*\\) (.*/\\1/p; s/^[[:space:]]*\\(\\/[^ ]*\\) (.*/\\1/p' | xargs -I@ cp -L @ {context}/lib/"]).Succeeded();
            File.Copy($"/usr/bin/{program}", Path.Combine(context, "bin", program));
            File.WriteAllText(Path.Combine(context, "bin", $"host-{program}"), $"#!/bin/sh\nexec /ssh-lib/ld-linux-x86-64.so.2 --library-path /ssh-lib /{program} \"$@\"\n");
            File.SetUnixFileMode(Path.Combine(context, "bin", $"host-{program}"), (UnixFileMode)0b111_101_101);
        }

        _bench.Sharpbuild.Build([.. Workbench.Bases("debian"), "-o", $"type=oci,dest={_bench.At("ssh-base.tar")}", context]).Succeeded();
        return ["--build-context", $"debian=oci-layout://{_bench.At("ssh-base.tar")}"];
    }

    /// <summary>Debian's ssh-agent.</summary>
    private sealed class Agent : IDisposable
    {
        private readonly Process _process;

        public Agent(TemporaryDirectory directory)
        {
            Requires.Program("ssh-agent", "ssh-add", "ssh-keygen");
            Socket = directory.At("agent.sock");
            _process = ProcessRunner.Start("ssh-agent", ["-D", "-a", Socket]);
            SpinWait.SpinUntil(() => File.Exists(Socket), TimeSpan.FromSeconds(30)).Should().BeTrue();
        }

        public string Socket { get; }

        public void Add(string key) => Run("-q", key).Succeeded();

        public string[] List() => Run("-l").Text.Split('\n');

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }

        private ProcessResult Run(params string[] arguments) =>
            ProcessRunner.Run("ssh-add", arguments, new ProcessSettings { Environment = new Dictionary<string, string?> { ["SSH_AUTH_SOCK"] = Socket } });
    }
}
