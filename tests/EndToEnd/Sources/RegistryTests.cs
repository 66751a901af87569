using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Sources;

/// <summary>Bases from Debian's registry, and images pushed to it.</summary>
public sealed class RegistryTests
{
    [SkippableFact]
    public void A_pushed_image_is_read_by_skopeo_and_is_a_base_for_another_store()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        using RegistryServer registry = new(directory);
        Requires.Program("skopeo");
        string name = $"{registry.Address}/team/base:1";
        string first = bench.Context("first", ("Dockerfile", "FROM busybox\nRUN echo base > /base\nENV MADE=here\n"));
        string second = bench.Context("second", ("Dockerfile", $"FROM {name}\nRUN cat /base > /copy && echo $MADE >> /copy\n"));

        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", name, "--push", first]).Succeeded();
        ProcessResult manifest = ProcessRunner.Run("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{name}"]).Succeeded();
        SharpbuildCommand other = new(bench.At("other-state"));
        other.Build(["-o", $"type=local,dest={bench.At("tree")}", second]).Succeeded();

        File.ReadAllText(bench.At("tree", "copy")).Should().Be("base\nhere\n");
        JsonNode.Parse(manifest.Output)!["layers"]!.AsArray()[^1]!["mediaType"]!.GetValue<string>().Should().Be("application/vnd.oci.image.layer.v1.tar+gzip");
    }

    [SkippableFact]
    public void A_build_on_an_image_that_was_fetched_before_needs_no_registry()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        RegistryServer registry = new(directory);
        string name = $"{registry.Address}/team/base:1";
        using (registry)
        {
            bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", name, "--push", bench.Context("first", ("Dockerfile", "FROM busybox\nRUN echo base > /base\n"))]).Succeeded();
        }

        SharpbuildCommand other = new(bench.At("other-state"));
        string second = bench.Context("second", ("Dockerfile", $"FROM {name}\nRUN cat /base\n"));
        ProcessResult refused = other.Build([second]);

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain(registry.Address).And.Contain("Connection refused").And.NotContain("   at ");
        bench.Sharpbuild.Build([second]).Succeeded();
    }

    [SkippableFact]
    public void Credentials_come_from_the_docker_config_and_go_nowhere_else()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        string users = directory.Write("htpasswd", "alice:$2y$05$4Yxk9Cv2Z1oHcCkrm7fIqOfZBkk4xqXr0CkX2Jr0v1y8S2y9D6S7e\n");
        Requires.Program("htpasswd");
        ProcessRunner.Run("htpasswd", ["-Bbc", users, "alice", "wonderland"]).Succeeded();
        using RegistryServer registry = new(directory, $$"""auth: {htpasswd: {realm: test, path: {{users}}} }""");
        string name = $"{registry.Address}/team/base:1";
        string context = bench.Context("first", ("Dockerfile", "FROM busybox\nRUN echo base > /base\n"));

        ProcessResult refused = bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", name, "--push", context]);
        string configuration = directory.MakeDirectory("docker");
        string token = Convert.ToBase64String("alice:wonderland"u8);
        File.WriteAllText(Path.Combine(configuration, "config.json"), new JsonObject { ["auths"] = new JsonObject { [registry.Address] = new JsonObject { ["auth"] = token } } }.ToJsonString());
        SharpbuildCommand known = new(bench.At("state")) { Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["DOCKER_CONFIG"] = configuration } } };

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("401");
        known.Build([.. Workbench.Bases("busybox"), "-t", name, "--push", context]).Succeeded();
        ProcessRunner.Run("grep", ["-rl", "wonderland", bench.At("state")]).ExitCode.Should().Be(1);
    }
}
