using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Oci.Tests.Registry;

public sealed class RegistryEndpointTests
{
    [Theory]
    [InlineData("docker.io", "https://registry-1.docker.io/v2/")]
    [InlineData("ghcr.io", "https://ghcr.io/v2/")]
    [InlineData("localhost:5000", "http://localhost:5000/v2/")]
    [InlineData("127.0.0.2", "http://127.0.0.2/v2/")]
    [InlineData("[::1]:5000", "http://[::1]:5000/v2/")]
    [InlineData("[::2]:5000", "https://[::2]:5000/v2/")]
    [InlineData("localhost.example:5000", "https://localhost.example:5000/v2/")]
    [InlineData("127.0.0.1.example", "https://127.0.0.1.example/v2/")]
    [InlineData("plain.example:80", "http://plain.example/v2/")]
    [InlineData("plain.example", "https://plain.example/v2/")]
    public void Only_this_machine_and_named_hosts_are_spoken_to_in_plain_http(string domain, string expected) =>
        RegistryEndpoint.Of(domain, new RegistryOptions { InsecureRegistries = ["plain.example:80"] }).BaseUri.AbsoluteUri.Should().Be(expected);
}
