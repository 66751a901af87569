using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Tests.Json;

public sealed class ConfigJsonTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly ImageConfig Full = new()
    {
        Architecture = "arm",
        Os = "linux",
        Variant = "v7",
        Author = "me",
        Created = new UnixTime(1700000000, 5),
        Config = new ContainerConfig
        {
            User = "1:2",
            ExposedPorts = ImmutableSortedSet.Create(StringComparer.Ordinal, "80/tcp", "53/udp"),
            Env = ["B=<&>+", "A=\"\\\n\u0001é\u2028😀"],
            Entrypoint = ["/bin/sh"],
            Cmd = [],
            Volumes = ImmutableSortedSet.Create(StringComparer.Ordinal, "/data"),
            WorkingDir = "/w",
            Labels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("\uFF5E", "1").Add("😀", "2").Add("k", "").Add("K", "v"),
            StopSignal = "SIGTERM",
            ArgsEscaped = true,
            Healthcheck = new Healthcheck(["CMD", "true"], TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1.5), Retries: 3),
            OnBuild = ["RUN x"],
            Shell = ["/bin/bash", "-c"],
        },
        DiffIds = [Digest.Parse("sha256:" + Zeros)],
        History = [new HistoryEntry(new UnixTime(0, 0), "ADD", "me", "note"), new HistoryEntry(CreatedBy: "ENV", EmptyLayer: true)],
    };

    [Fact]
    public void Members_are_written_in_the_order_of_other_builders_and_only_what_must_be_is_escaped() =>
        Encoding.UTF8.GetString(ConfigJson.Write(Full)).Should().Be($$$"""
            {"architecture":"arm","author":"me","config":{"User":"1:2","ExposedPorts":{"53/udp":{},"80/tcp":{}},
            "Env":["B=<&>+","A=\"\\\n\u0001é\u2028😀"],"Entrypoint":["/bin/sh"],"Volumes":{"/data":{}},"WorkingDir":"/w",
            "Labels":{"K":"v","k":"","～":"1","😀":"2"},"StopSignal":"SIGTERM","ArgsEscaped":true,
            "Healthcheck":{"Test":["CMD","true"],"Interval":30000000000,"Timeout":1500000,"Retries":3},
            "OnBuild":["RUN x"],"Shell":["/bin/bash","-c"]},"created":"2023-11-14T22:13:20.000000005Z",
            "history":[{"created":"1970-01-01T00:00:00Z","created_by":"ADD","author":"me","comment":"note"},{"created_by":"ENV","empty_layer":true}],
            "os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:{{{Zeros}}}"]},"variant":"v7"}
            """.Replace("\n", "", StringComparison.Ordinal));

    [Fact]
    public void What_is_written_is_read_back()
    {
        ImageConfig read = ConfigJson.Read(ConfigJson.Write(Full));

        read.Should().BeEquivalentTo(Full with { Config = Full.Config with { Cmd = null } });
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Encoding.UTF8.GetString(new CanonicalJsonWriter().String("a\uDC80b").ToArray()).Should().Be("\"a\uFFFDb\"");

    [Fact]
    public void Null_and_unknown_members_of_other_tools_are_passed_over()
    {
        const string Json = """
            {"architecture":"amd64","os":"linux","created":null,"container":"x","docker_version":"20","config":{"Hostname":"h","Cmd":null,
             "Env":null,"Labels":null,"Volumes":{"/v":{}},"ExposedPorts":null,"Healthcheck":null,"OnBuild":null,"Image":""},
             "container_config":{"Env":["A=1"]},"history":null,"rootfs":{"type":"layers","diff_ids":null},"moby.buildkit.cache.v0":"e30="}
            """;

        ImageConfig config = ConfigJson.Read(Encoding.UTF8.GetBytes(Json));

        config.Should().BeEquivalentTo(ImageConfig.Scratch(new Platform("linux", "amd64")) with
        {
            Config = new ContainerConfig { Volumes = ImmutableSortedSet.Create(StringComparer.Ordinal, "/v") },
        });
    }

    [Theory]
    [InlineData("", "the image config is not valid JSON: *")]
    [InlineData("null", "the image config is null")]
    [InlineData("[]", "the image config has an unexpected value at $")]
    [InlineData("""{"os":1}""", "the image config has an unexpected value at $.os")]
    [InlineData("""{"os":"linux","os":"linux"}""", "the image config is ambiguous: the member \"os\" occurs twice")]
    [InlineData("""{"config":{"Cmd":["a"],"cmd":["b"]}}""", "the image config is ambiguous: the member \"cmd\" occurs twice")]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:1"]}}""", "the image config has an invalid DiffID: \"sha256:1\"")]
    [InlineData("{} {}", "the image config is not valid JSON: *")]
    [InlineData("""{"author":"\ud800"}""", "the image config has an unexpected value at $.author")]
    [InlineData("""{"\ud800":"a"}""", "the image config is not valid JSON: *")]
    public void Malformed_configs_are_refused(string json, string message)
    {
        Action read = () => ConfigJson.Read(Encoding.UTF8.GetBytes(json));

        read.Should().Throw<InvalidContentException>().WithMessage(message);
    }

    [Fact]
    public void Labels_may_differ_in_case_only() =>
        ConfigJson.Read("""{"config":{"Labels":{"a":"1","A":"2"}}}"""u8).Config.Labels.Should().Equal(
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("A", "2").Add("a", "1"));
}
