using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class NetworkTests
{
    [SkippableFact]
    public void Steps_one_after_the_other_share_a_network_that_is_not_the_hosts()
    {
        using TestRoot root = new();
        using NamespaceSandbox sandbox = new();
        List<string> networks = [];
        SandboxSpec spec = root.Shell("readlink /proc/self/ns/net") with
        {
            Network = NetworkMode.Sandbox,
            Output = (_, text) => networks.Add(PathText.Decode(text.Span).Trim()),
        };

        SandboxResult first = sandbox.Run(spec, CancellationToken.None);
        Skip.IfNot(first.Warnings.IsEmpty, string.Concat(first.Warnings));
        sandbox.Run(spec, CancellationToken.None);

        networks.Should().HaveCount(2);
        networks.Distinct().Should().ContainSingle().Which.Should().NotBe(File.ResolveLinkTarget("/proc/self/ns/net", false)?.Name ?? new FileInfo("/proc/self/ns/net").LinkTarget);
    }

    [SkippableTheory]
    [InlineData(NetworkMode.Sandbox, 1)]
    [InlineData(NetworkMode.None, 1)]
    [InlineData(NetworkMode.Host, 0)]
    public void Only_the_hosts_network_reaches_its_loopback_interface(NetworkMode mode, int exitCode)
    {
        using TestRoot root = new();
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        SandboxResult result = TestRoot.Run(root.Shell($"nc 127.0.0.1 {port} </dev/null -w 2 2>/dev/null -e true && exit 0; exit 1") with { Network = mode }).Result;
        Skip.IfNot(result.Warnings.IsEmpty, string.Concat(result.Warnings));

        result.ExitCode.Should().Be(exitCode);
    }

    [SkippableFact]
    public void Stack_ends_with_the_sandbox()
    {
        using TestRoot root = new();
        string[] before = Children();

        TestRoot.Run(root.Shell("true") with { Network = NetworkMode.Sandbox });

        Children().Should().Equal(before);
    }

    [Theory]
    [InlineData("nameserver 10.0.0.1\nsearch a\n", "nameserver 10.0.0.1\nsearch a\n")]
    [InlineData("nameserver 127.0.0.53\noptions edns0\n", "nameserver 9.9.9.9\noptions edns0\n")]
    [InlineData("nameserver ::1\nnameserver 8.8.8.8", "nameserver 9.9.9.9\nnameserver 8.8.8.8\n")]
    public void Name_server_on_the_loopback_interface_is_reached_another_way(string host, string expected) =>
        new NetworkStack("/usr/bin/pasta", [], "9.9.9.9").Adapt(host).Should().Be(expected);

    private static string[] Children() =>
        [.. Directory.EnumerateDirectories("/proc/self/task").SelectMany(task => File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
