using CsCheck;

using Sharpbuild.Oci.Registry;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Registry;

public sealed class CredentialTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("credentials");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("docker.io", "https://index.docker.io/v1/")]
    [InlineData("docker.io", "index.docker.io")]
    [InlineData("ghcr.io", "ghcr.io")]
    [InlineData("a.example:5000", "https://a.example:5000/v2/")]
    public void Keys_may_be_hosts_or_addresses(string host, string key)
    {
        _directory.Write("config.json", $$$"""{"auths":{"{{{key}}}":{"auth":"dXNlcjpwYTpzcw=="} } }""");

        Find(host).Should().Be(new Credentials("user", "pa:ss", IsIdentityToken: false));
    }

    [Theory]
    [InlineData("a.example")]
    [InlineData("a.example:5001")]
    [InlineData("sub.a.example:5000")]
    public void Credentials_of_another_host_or_port_are_not_taken(string host)
    {
        _directory.Write("config.json", """{"auths":{"a.example:5000":{"auth":"dXNlcjpwYTpzcw=="}}}""");

        Find(host).Should().BeNull();
    }

    [Fact]
    public void Without_a_file_there_are_no_credentials() => Find("a.example").Should().BeNull();

    [Theory]
    [InlineData("{", "*config.json\" is not valid JSON: *")]
    [InlineData("""{"auths":{"a.example":{"auth":"%%%"}}}""", "the credentials of \"a.example\" in \"*config.json\" are malformed")]
    [InlineData("""{"auths":{"a.example":{"auth":"dXNlcg=="}}}""", "the credentials of \"a.example\" in \"*config.json\" are malformed")]
    [InlineData("""{"credHelpers":{"a.example":"../../bin/sh"}}""", "\"../../bin/sh\" is not the name of a credential helper")]
    [InlineData("""{"credsStore":"nowhere-to-be-found"}""", "the credential helper docker-credential-nowhere-to-be-found can not be run: *")]
    public void What_can_not_be_used_is_named(string config, string message)
    {
        _directory.Write("config.json", config);
        Action find = () => Find("a.example");

        find.Should().Throw<RegistryException>().WithMessage(message);
    }

    [Theory]
    [InlineData("""{"Username":"u","Secret":"s"}""", "u", "s", false)]
    [InlineData("""{"Username":"<token>","Secret":"t"}""", "", "t", true)]
    public void A_helper_is_asked_for_the_host(string answer, string user, string password, bool isToken)
    {
        string helper = "test" + Guid.NewGuid().ToString("N");
        InstallHelper(helper, $"read server; test \"$1 $server\" = 'get a.example' && echo '{answer}'");
        _directory.Write("config.json", $$$"""{"credHelpers":{"a.example":"{{{helper}}}"},"credsStore":"nowhere"}""");

        RunWithHelper(() => Find("a.example")).Should().Be(new Credentials(user, password, isToken));
    }

    [Fact]
    public void A_helper_without_an_entry_leaves_the_file()
    {
        string helper = "test" + Guid.NewGuid().ToString("N");
        InstallHelper(helper, "echo 'credentials not found in native keychain'; exit 1");
        _directory.Write("config.json", $$$"""{"credsStore":"{{{helper}}}","auths":{"a.example":{"username":"u","password":"p"} } }""");

        RunWithHelper(() => Find("a.example")).Should().Be(new Credentials("u", "p", IsIdentityToken: false));
    }

    [Fact]
    public void Challenges_are_parsed_with_quotes_escapes_and_several_schemes()
    {
        List<AuthChallenge> challenges = AuthChallenge.ParseAll("""Basic realm="a, \"b\"", charset=utf-8, Bearer realm="https://x/t",service = s ,error""");

        challenges.Select(challenge => $"{challenge.Scheme} {string.Join(';', challenge.Parameters.Select(pair => $"{pair.Key}={pair.Value}"))}")
            .Should().Equal("""basic realm=a, "b";charset=utf-8""", "bearer realm=https://x/t;service=s", "error ");
    }

    [Fact]
    public void Any_challenge_is_parsed_without_an_exception() =>
        Gen.String[Gen.OneOfConst([.. "ab=\", \\\t"]), 0, 40].Sample(text => AuthChallenge.ParseAll(text).Should().HaveCountLessThanOrEqualTo(text.Length));

    private Credentials? Find(string host) => new CredentialStore(new RegistryOptions { DockerConfigHostPath = _directory.HostPath }).Find(host);

    private void InstallHelper(string name, string script)
    {
        string path = _directory.Write($"docker-credential-{name}", $"#!/bin/sh\n{script}\n");
        ProcessRunner.Run("chmod", ["755", path]).Succeeded();
    }

    private Credentials? RunWithHelper(Func<Credentials?> find)
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", $"{_directory.HostPath}:{path}");
            return find();
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
