using System.Diagnostics;
using System.Globalization;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Running;

/// <summary>The network of commands, on a machine that the test makes of network name spaces: a host, and a server beside it.</summary>
public sealed class RunNetworkTests
{
    private const string Request = "printf 'GET /page HTTP/1.0\\r\\n\\r\\n' | nc -w 5";

    [SkippableTheory]
    [InlineData("pasta", "")]
    [InlineData("slirp4netns", "pasta")]
    [InlineData("nft", "pasta slirp4netns")]
    public void Own_network_reaches_out_and_finds_the_name_server_of_the_host_but_not_the_host(string program, string hidden)
    {
        using Machine machine = new(program);

        string output = machine.Run(hidden, "", $"{Request} 198.51.100.2 80 | tail -n 1; {Request} 127.0.0.1 8080; echo question | nc -w 2 $(sed -n s/nameserver.//p /etc/resolv.conf) 53; tail -n 1 /etc/hosts; test -e /sys/class/net/up0 || echo own").Succeeded().Output;

        output.Should().Be("from the server\n::1\tlocalhost ip6-localhost ip6-loopback\nown\n");
        machine.Query.Should().Be("question\n");
        machine.Left.Should().Be("lo up0 0\n");
    }

    [SkippableFact]
    public void Without_any_means_the_network_of_the_host_is_used_and_that_is_said()
    {
        using Machine machine = new("ip");

        ProcessResult result = machine.Run("pasta slirp4netns nft", "", $"{Request} 127.0.0.1 8080 | tail -n 1; test -e /sys/class/net/up0 && echo host");

        result.Succeeded().Output.Should().Be("from the server\nhost\n");
        result.Error.Should().StartWith("sharpbuild: commands use the network of the host: ").And.HaveLength(result.Error.IndexOf('\n', StringComparison.Ordinal) + 1);
    }

    [SkippableTheory]
    [InlineData("none", "none\n")]
    [InlineData("host", "from the server\n")]
    public void Other_networks_are_those_asked_for(string mode, string expected)
    {
        using Machine machine = new("ip");

        string output = machine.Run("", $"--network {mode}", $"{Request} 198.51.100.2 80 2>/dev/null | tail -n 1 | grep . || echo none").Succeeded().Output;

        output.Should().Be(expected);
    }

    [SkippableTheory]
    [InlineData("", "from the server\n", "none\n")]
    [InlineData("--network none", "none\n", "none\n")]
    [InlineData("--network host", "from the server\n", "from the server\n")]
    public void Steps_have_the_networks_asked_for_and_leave_no_file_of_theirs(string options, string outside, string inside)
    {
        using Machine machine = new("ip");
        const string Local = $"({Request} 127.0.0.1 8080 2>/dev/null | tail -n 1 | grep . || echo none)";
        const string Remote = $"({Request} 198.51.100.2 80 2>/dev/null | tail -n 1 | grep . || echo none)";

        (ImageLayers tree, string files) = machine.Build($"{options} --allow network.host", $"""
            FROM busybox
            RUN {Remote} > /remote; {Local} > /local; echo 1.2.3.4 other >> /etc/hosts; echo nameserver 1.2.3.4 > /etc/resolv.conf
            RUN --network=none {Remote} > /none; cat /etc/hosts /etc/resolv.conf > /files
            RUN --network=host {Local} > /host
            """);

        new[] { "remote", "local", "none", "host" }.Select(name => File.ReadAllText(Path.Combine(files, name))).Should().Equal(outside, inside, "none\n", "from the server\n");
        File.ReadAllText(Path.Combine(files, "files")).Should().NotContain("1.2.3.4");
        tree.Entries.Keys.Should().NotContain(["etc/hosts", "etc/resolv.conf", "etc/hostname"]);
    }

    [SkippableFact]
    public void Network_of_the_host_needs_leave_in_a_file()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN --network=host true\n"));

        ProcessResult result = bench.BuildTo("out", context);

        (result.ExitCode, result.Error.Contains("pass --allow network.host", StringComparison.Ordinal)).Should().Be((1, true));
    }

    [SkippableFact]
    public void What_a_killed_program_left_is_removed_by_the_next()
    {
        using Machine machine = new("nft");
        const string Hidden = "pasta slirp4netns";

        machine.Run(Hidden, "", "touch /shared/up; sleep 100", killed: true);
        machine.Left.Should().Be("lo up0 1\n", "a table of rules is left");
        machine.Run(Hidden, "", "true").Succeeded();

        machine.Left.Should().Be("lo up0 0\n");
    }

    /// <summary>Two name spaces with a cable between them, servers in both, and a way to run the binary in one of them.</summary>
    private sealed class Machine : IDisposable
    {
        private readonly Workbench _bench = new();
        private readonly string _host = $"sbh{Environment.ProcessId}{Random.Shared.Next(10_000)}";
        private readonly string _server;
        private readonly List<Process> _servers = [];

        public Machine(string program)
        {
            Requires.Root();
            Requires.Program("ip", "unshare", program);
            _server = _host.Replace("sbh", "sbs", StringComparison.Ordinal);
            _bench.Context("www", ("page", "from the server\n"));
            _bench.Context("shared", ("resolv.conf", "nameserver 127.0.0.1\n"), ("query", ""));
            Shell($"""
                set -e
                ip netns add {_host}; ip netns add {_server}
                ip -n {_host} link set lo up
                ip -n {_host} link add up0 type veth peer name eth0 netns {_server}
                ip -n {_host} addr add 198.51.100.1/24 dev up0; ip -n {_host} link set up0 up; ip -n {_host} route add default via 198.51.100.2
                ip -n {_server} addr add 198.51.100.2/24 dev eth0; ip -n {_server} link set eth0 up
                ip netns exec {_host} sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
                """).Succeeded();
            Serve(_server, "httpd", "-f", "-p", "198.51.100.2:80", "-h", _bench.At("www"));
            Serve(_host, "httpd", "-f", "-p", "127.0.0.1:8080", "-h", _bench.At("www"));
            _servers.Add(ProcessRunner.Start("ip", ["netns", "exec", _host, "bash", "-c", $"exec busybox nc -l -p 53 > {_bench.At("shared", "query")}"]));
        }

        /// <summary>What the name server was asked.</summary>
        public string Query => File.ReadAllText(_bench.At("shared", "query"));

        /// <summary>Devices and the number of tables of rules.</summary>
        public string Left => Shell($"cd /; for i in 1 2 3 4 5 6 7 8 9; do names=$(ip netns exec {_host} ls /proc/sys/net/ipv4/conf | grep -v -e all -e default | tr '\\n' ' '); [ \"$names\" = 'lo up0 ' ] && break; sleep 0.2; done; echo \"$names$(ip netns exec {_host} nft list tables | wc -l)\"").Output;

        /// <summary>Runs a script in a container.</summary>
        /// <param name="hidden">Programs that this machine shall not have.</param>
        /// <param name="options">Options of run.</param>
        /// <param name="script">What the container does.</param>
        /// <param name="killed">Whether the program is killed when the script has made <c>/shared/up</c>.</param>
        public ProcessResult Run(string hidden, string options, string script, bool killed = false)
        {
            File.WriteAllText(_bench.At("shared", "script"), script);
            string hide = string.Concat(hidden.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"for d in /usr/bin /usr/sbin; do [ -e $d/{name} ] && mount --bind /dev/null $d/{name}; done; "));
            string run = $"echo $$ > {_bench.At("shared", "pid")}; exec {SharpbuildCommand.Binary} run --root {_bench.At("state")} {options} -v {_bench.At("shared")}:/shared {RunTests.Busybox} sh /shared/script";
            string kill = killed ? $"(for i in $(seq 600); do [ -e {_bench.At("shared", "up")} ] && break; sleep 0.1; done; kill -9 $(cat {_bench.At("shared", "pid")})) & " : "";
            return Shell($"{kill}ip netns exec {_host} unshare -m bash -c '{hide}mount --bind {_bench.At("shared", "resolv.conf")} /etc/resolv.conf; {run}'");
        }

        /// <summary>Builds on the host.</summary>
        /// <returns>What is in the image, and the directory that holds its files.</returns>
        public (ImageLayers Tree, string Files) Build(string options, string dockerfile)
        {
            string context = _bench.Context("context", ("Dockerfile", dockerfile));
            string bases = string.Join(' ', Workbench.Bases("busybox"));
            Shell($"ip netns exec {_host} {SharpbuildCommand.Binary} build --root {_bench.At("state")} {bases} {options} -o type=oci,dest={_bench.At("out")},tar=false -o type=local,dest={_bench.At("files")} {context}").Succeeded();
            return (OciImage.Open(_bench.At("out")).Merge(), _bench.At("files"));
        }

        public void Dispose()
        {
            foreach (Process server in _servers)
            {
                server.Kill();
                server.WaitForExit();
                server.Dispose();
            }

            Shell(string.Create(CultureInfo.InvariantCulture, $"ip netns del {_host}; ip netns del {_server}"));
            _bench.Dispose();
        }

        private static ProcessResult Shell(string script) => ProcessRunner.Run("bash", ["-c", script]);

        private void Serve(string where, params string[] words) => _servers.Add(ProcessRunner.Start("ip", ["netns", "exec", where, "busybox", .. words]));
    }
}
