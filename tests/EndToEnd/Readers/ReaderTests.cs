using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Readers;

/// <summary>Other tools read every output form and see the tree that was built.</summary>
public sealed class ReaderTests
{
    private const string Dockerfile = """
        FROM busybox
        COPY --chown=33:33 data/ /srv/
        RUN ln /srv/a.txt /srv/hard && ln -s a.txt /srv/soft && mkdir -m 1777 /drop && rm /etc/os-release && chmod 4755 /srv/b.txt
        ENV GREETING="hello world"
        LABEL org.example.kind=sample
        EXPOSE 8080
        WORKDIR /srv
        CMD ["cat", "a.txt"]
        """;

    [SkippableFact]
    public void Skopeo_reads_the_three_forms_and_gets_one_configuration()
    {
        Requires.Program("skopeo");
        using Workbench bench = Built();

        string[] forms = [$"oci:{bench.At("dir")}:1.0", $"oci-archive:{bench.At("oci.tar")}:1.0", $"docker-archive:{bench.At("docker.tar")}:example.test/sample:1.0"];
        List<string> configurations = [.. forms.Select(form => Skopeo("inspect", "--config", form).Text)];
        JsonNode inspected = JsonNode.Parse(Skopeo("inspect", forms[0]).Text)!;

        configurations.Distinct().Should().ContainSingle();
        ((string?)inspected["Digest"]).Should().Be(bench.Digest("dir"));
        ((string?)inspected["Labels"]!["org.example.kind"]).Should().Be("sample");
    }

    [SkippableTheory]
    [InlineData("oci:DIR/dir:1.0")]
    [InlineData("oci-archive:DIR/oci.tar:1.0")]
    [InlineData("docker-archive:DIR/docker.tar:example.test/sample:1.0")]
    public void Skopeo_copies_every_form(string form)
    {
        Requires.Program("skopeo");
        using Workbench bench = Built();

        Skopeo("copy", "-q", form.Replace("DIR", bench.At(), StringComparison.Ordinal), $"oci:{bench.At("copy")}:1.0").Succeeded();

        SortedTree(OciImage.Open(bench.At("copy"))).Should().Equal(SortedTree(OciImage.Open(bench.At("dir"))));
    }

    [SkippableFact]
    public void Umoci_unpacks_the_tree_that_the_layers_describe()
    {
        Requires.Root();
        Requires.Program("umoci");
        using Workbench bench = Built();

        ProcessRunner.Run("umoci", ["unpack", "--image", bench.At("dir") + ":1.0", bench.At("bundle")]).Succeeded();

        HostTree.Of(bench.At("bundle", "rootfs")).Should().Equal(SortedTree(OciImage.Open(bench.At("dir"))));
    }

    [SkippableTheory]
    [InlineData("oci.tar")]
    [InlineData("docker.tar")]
    public void Podman_loads_and_runs_it(string archive)
    {
        Requires.Root();
        Requires.Program("podman", "runc");
        using Workbench bench = Built();
        string[] storage = ["--root", bench.At("podman"), "--runroot", bench.At("podman-run"), "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs"];

        ProcessResult loaded = ProcessRunner.Run("podman", [.. storage, "load", "-i", bench.At(archive)]).Succeeded();
        string name = loaded.Text.Split('\n')[^1].Split(": ")[^1].Trim();
        string[] run = ["run", "--rm", "--network", "none", "--runtime", "runc", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"];
        ProcessResult result = ProcessRunner.Run("podman", [.. storage, .. run, name]);
        ProcessRunner.Run("podman", [.. storage, "rmi", "-af"]).Succeeded();

        result.Succeeded().Output.Should().Be("first\n");
    }

    [SkippableFact]
    public void Docker_loads_and_runs_it()
    {
        Requires.Root();
        Requires.Program("dockerd", "docker");
        using Workbench bench = Built();
        using DockerDaemon docker = DockerDaemon.Start(bench);

        docker.Run("load", "-i", bench.At("docker.tar")).Succeeded().Text.Should().Be("Loaded image: example.test/sample:1.0");
        string id = docker.Run("image", "inspect", "--format", "{{.Id}}", "example.test/sample:1.0").Succeeded().Text;

        docker.Run("run", "--rm", "--network", "none", "example.test/sample:1.0").Succeeded().Output.Should().Be("first\n");
        id.Should().Be((string)OciImage.Open(bench.At("dir")).Manifest["config"]!["digest"]!);
    }

    private static List<string> SortedTree(OciImage image) => [.. image.Merge().Entries.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal)];

    private static ProcessResult Skopeo(params string[] arguments) => ProcessRunner.Run("skopeo", ["--insecure-policy", .. arguments]).Succeeded();

    private static Workbench Built()
    {
        Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", Dockerfile), ("data/a.txt", "first\n"), ("data/b.txt", "second\n"));
        bench.Sharpbuild.Build(
        [
            .. Workbench.Bases("busybox"), "-t", "example.test/sample:1.0",
            "-o", $"type=oci,dest={bench.At("dir")},tar=false",
            "-o", $"type=oci,dest={bench.At("oci.tar")}",
            "-o", $"type=docker,dest={bench.At("docker.tar")}",
            context,
        ]).Succeeded();
        return bench;
    }
}
