using System.Text.Json.Nodes;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Sources;

/// <summary><c>--cache-to</c> and <c>--cache-from</c>: steps that another machine has executed.</summary>
public sealed class SharedCacheTests
{
    private const string TwoStages = """
        FROM busybox AS build
        WORKDIR /src
        COPY main.c .
        RUN cat main.c main.c > /program
        FROM busybox
        RUN echo ready > /state
        COPY --from=build /program /program
        RUN cat /program /state > /both

        """;

    [SkippableFact]
    public void All_stages_come_out_of_a_registry_and_give_the_same_image_on_another_machine()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        using RegistryServer registry = new(directory);
        string cache = $"{registry.Address}/team/app:cache";
        string context = bench.Context("app", ("Dockerfile", TwoStages), ("main.c", "int main;\n"));

        bench.BuildTo("first", context, "--cache-to", $"type=registry,ref={cache},mode=max").Succeeded();
        ProcessResult second = OtherMachine(bench).Build([.. To(bench, "second"), "--cache-from", $"type=registry,ref={cache}", context]).Succeeded();

        Steps(second, "CACHED from " + cache).Should().Be(6);
        Steps(second, "MISS").Should().Be(0);
        bench.Digest("second").Should().Be(bench.Digest("first"));
        Directory.GetFiles(bench.At("other", "images", "blobs", "sha256")).Length.Should().Be(3 + 2 + 1, "the layers of the result, its config and manifest, and the base's are all that is fetched");
    }

    [SkippableFact]
    public void What_was_fetched_is_in_the_own_store_afterwards_and_a_command_runs_on_it()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", TwoStages), ("main.c", "int main;\n"));
        bench.BuildTo("first", context, "--cache-to", $"type=local,dest={bench.At("cache")},mode=max").Succeeded();
        File.AppendAllText(Path.Combine(context, "Dockerfile"), "RUN test \"$(cat /both | wc -l)\" = 3 && echo done > /done\n");
        SharpbuildCommand other = OtherMachine(bench);

        ProcessResult second = other.Build([.. To(bench, "second"), "--cache-from", $"type=local,src={bench.At("cache")}", context]).Succeeded();
        Directory.Delete(bench.At("cache"), recursive: true);
        ProcessResult third = other.Build([.. To(bench, "third"), context]).Succeeded();

        Steps(second, "CACHED from").Should().Be(6);
        Steps(second, "MISS").Should().Be(1);
        Steps(third, "MISS").Should().BeInRange(1, 3, "of the first stage nothing was needed, so nothing was fetched");
        bench.Digest("third").Should().Be(bench.Digest("second"));
    }

    [SkippableFact]
    public void Without_mode_max_only_steps_of_the_image_go_in()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", TwoStages), ("main.c", "int main;\n"));

        bench.BuildTo("first", context, "--cache-to", $"type=local,dest={bench.At("cache")}").Succeeded();
        ProcessResult second = OtherMachine(bench).Build([.. To(bench, "second"), "--cache-from", $"type=local,src={bench.At("cache")}", context]).Succeeded();

        Steps(second, "MISS").Should().Be(3);
        Steps(second, "CACHED from").Should().Be(3, "the first stage gives what it gave, and the second goes on from there");
    }

    [SkippableFact]
    public void An_image_carries_the_cache_of_its_own_layers()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        using RegistryServer registry = new(directory);
        string name = $"{registry.Address}/team/app:1";
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nRUN echo one > /one\nRUN echo two > /two\n"));
        string child = bench.Context("child", ("Dockerfile", $"FROM {name}\nRUN echo three > /three\n"));
        string[] plain = [.. Workbench.Bases("busybox"), "-t", name, "--push", context];

        bench.Sharpbuild.Build(plain).Succeeded();
        ProcessResult without = OtherMachine(bench, "without").Build([.. Workbench.Bases("busybox"), "--cache-from", name, context]).Succeeded();
        bench.Sharpbuild.Build(["--cache-to", "type=inline", .. plain]).Succeeded();
        ProcessResult with = OtherMachine(bench, "with").Build([.. Workbench.Bases("busybox"), "--cache-from", name, context]).Succeeded();
        OtherMachine(bench, "with").Build(["-o", $"type=oci,dest={bench.At("child-image")},tar=false", child]).Succeeded();

        without.Error.Should().Contain($"the cache {name} is left out: it is an image without a cache: build it with --cache-to type=inline");
        Steps(with, "CACHED from " + name).Should().Be(2);
        OciImage.Open(bench.At("child-image")).Configuration.ToJsonString().Should().NotContain("sharpbuild.cache", "the cache belongs to the image that was built with it");
        Requires.Program("skopeo");
        ProcessRunner.Run("skopeo", ["inspect", "--config", "--tls-verify=false", $"docker://{name}"]).Succeeded();
    }

    [SkippableFact]
    public void The_reason_of_a_miss_is_known_on_a_machine_that_never_built_it()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nARG LEVEL=1\nCOPY . /src\nRUN echo $LEVEL\n"), ("main.c", "int main;\n"), ("notes", "a\n"));
        bench.BuildTo("first", context, "--cache-to", $"type=local,dest={bench.At("cache")}").Succeeded();
        File.WriteAllText(Path.Combine(context, "main.c"), "int other;\n");

        ProcessResult second = OtherMachine(bench).Build([.. To(bench, "second"), "--cache-from", $"type=local,src={bench.At("cache")}", "--build-arg", "LEVEL=2", context]).Succeeded();

        second.Error.Should().Contain("MISS: main.c changed").And.Contain("MISS: ARG LEVEL changed from \"1\" to \"2\"");
    }

    [SkippableFact]
    public void Secrets_stay_out_of_the_cache()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nARG API_TOKEN\nRUN echo used > /used\n"));

        bench.BuildTo("first", context, "--build-arg", "API_TOKEN=wonderland-7", "--cache-to", $"type=local,dest={bench.At("cache")},mode=max").Succeeded();

        ProcessRunner.Run("grep", ["-rl", "wonderland-7", bench.At("cache")]).ExitCode.Should().Be(1);
        ProcessRunner.Run("grep", ["-rl", "API_TOKEN", bench.At("cache")]).ExitCode.Should().Be(0);
    }

    [SkippableFact]
    public void A_lost_layer_is_told_and_its_step_is_executed()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", TwoStages), ("main.c", "int main;\n"));
        bench.BuildTo("first", context, "--timestamp", "0", "--cache-to", $"type=local,dest={bench.At("cache")},mode=max").Succeeded();
        string layer = (string)Manifest(bench.At("cache"))["layers"]!.AsArray().Last(blob => ((string)blob!["mediaType"]!).Contains("image.layer", StringComparison.Ordinal))!["digest"]!;
        File.WriteAllText(bench.At("cache", "blobs", "sha256", layer["sha256:".Length..]), "damaged");

        ProcessResult second = OtherMachine(bench).Build([.. To(bench, "second"), "--timestamp", "0", "--cache-from", $"type=local,src={bench.At("cache")}", context]).Succeeded();

        second.Error.Should().Contain($"the cache {bench.At("cache")} is left out: blob {layer} has 7 bytes");
        bench.Digest("second").Should().Be(bench.Digest("first"));
    }

    [SkippableFact]
    public void A_cache_that_is_not_there_is_told_once_and_the_build_goes_on()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        using RegistryServer registry = new(directory);
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nRUN echo one > /one\nRUN echo two > /two\n"));

        ProcessResult build = bench.BuildTo("first", context, "--cache-from", $"{registry.Address}/none:cache", "--cache-from", $"type=local,src={bench.At("none")}").Succeeded();

        build.Error.Split('\n').Count(line => line.Contains("/none:cache is left out: ", StringComparison.Ordinal) && line.Contains("404", StringComparison.Ordinal)).Should().Be(1);
        build.Error.Split('\n').Count(line => line.Contains($"the cache {bench.At("none")} is left out: \"{bench.At("none")}\" does not exist", StringComparison.Ordinal)).Should().Be(1);
    }

    [SkippableFact]
    public void With_no_cache_no_cache_is_read()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", TwoStages), ("main.c", "int main;\n"));

        ProcessResult build = bench.BuildTo("out", context, "--no-cache", "--cache-from", $"type=local,src={bench.At("none")}").Succeeded();

        build.Error.Should().NotContain("left out");
    }

    [SkippableFact]
    public void A_cache_that_can_not_be_written_fails_the_build_unless_errors_are_ignored()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nRUN echo one > /one\n"));
        string nowhere = bench.Context("files", ("file", "text"));
        string cache = $"type=local,dest={nowhere}/file";

        ProcessResult refused = bench.BuildTo("first", context, "--cache-to", cache);
        ProcessResult ignored = bench.BuildTo("second", context, "--cache-to", $"{cache},ignore-error=true");

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain($"sharpbuild: the cache {nowhere}/file was not written: ").And.Contain("ignore-error=true").And.NotContain("   at ");
        ignored.Succeeded().Error.Should().Contain($"the cache {nowhere}/file was not written: ");
    }

    [SkippableFact]
    public void Caches_of_several_names_share_a_directory_until_it_is_reset()
    {
        using Workbench bench = new();
        string one = bench.Context("one", ("Dockerfile", "FROM busybox\nRUN echo one > /one\n"));
        string two = bench.Context("two", ("Dockerfile", "FROM busybox\nRUN echo two > /two\n"));
        string cache = bench.At("cache");
        int Blobs() => Directory.GetFiles(bench.At("cache", "blobs", "sha256")).Length;

        bench.BuildTo("a", one, "--cache-to", $"type=local,dest={cache},tag=one").Succeeded();
        bench.BuildTo("b", two, "--cache-to", $"type=local,dest={cache},tag=two").Succeeded();
        Blobs().Should().Be(6);
        ProcessResult found = OtherMachine(bench).Build([.. Workbench.Bases("busybox"), "--cache-from", $"type=local,src={cache},tag=one", one]).Succeeded();
        bench.BuildTo("b", two, "--cache-to", $"type=local,dest={cache},tag=two,reset=true").Succeeded();

        Steps(found, $"CACHED from {cache}:one").Should().Be(1);
        Blobs().Should().Be(3);
        ProcessRunner.Run("skopeo", ["inspect", "--raw", $"oci:{cache}:two"]).Succeeded().Output.Should().Contain("application/vnd.sharpbuild.cache.v1+json");
    }

    [SkippableFact]
    public void A_registry_that_collects_garbage_keeps_what_the_cache_needs()
    {
        using Workbench bench = new();
        using TemporaryDirectory directory = new("registry");
        string context = bench.Context("app", ("Dockerfile", TwoStages), ("main.c", "int main;\n"));
        using (RegistryServer before = new(directory))
        {
            bench.BuildTo("first", context, "--cache-to", $"type=registry,ref={before.Address}/team/app:cache,mode=max,compression=zstd").Succeeded();
        }

        ProcessRunner.Run("docker-registry", ["garbage-collect", "--delete-untagged", directory.At("registry.yml")]).Succeeded();
        using RegistryServer after = new(directory);
        ProcessResult second = OtherMachine(bench).Build([.. To(bench, "second"), "--cache-from", $"{after.Address}/team/app:cache", context]).Succeeded();

        Steps(second, "CACHED from").Should().Be(6);
        bench.Digest("second").Should().Be(bench.Digest("first"), "the form in the cache does not show in the image");
    }

    [SkippableFact]
    public void The_record_of_a_build_tells_which_cache_a_hit_came_from()
    {
        using Workbench bench = new();
        string context = bench.Context("app", ("Dockerfile", "FROM busybox\nRUN sleep 0.3; echo one > /one\n"));
        bench.BuildTo("first", context, "--cache-to", $"type=local,dest={bench.At("cache")}").Succeeded();
        SharpbuildCommand other = OtherMachine(bench);

        ProcessResult second = other.Build([.. To(bench, "second"), "--cache-from", $"type=local,src={bench.At("cache")}", "--explain", context]).Succeeded();
        string record = other.Run("history", "inspect", "--format", "json").Succeeded().Output;

        ProcessResult machine = OtherMachine(bench, "third-state").Run(["build", "--progress", "rawjson", .. To(bench, "third"), "--cache-from", $"type=local,src={bench.At("cache")}", context]).Succeeded();

        machine.Error.Should().Contain($"\"cached\":true,\"source\":\"{bench.At("cache")}\"");
        second.Error.Should().MatchRegex($"HIT from {bench.At("cache")}, (0\\.[3-9]|[1-9][0-9]*\\.[0-9])s saved");
        ((string?)JsonNode.Parse(record)!["steps"]![0]!["source"]).Should().Be(bench.At("cache"));
    }

    private static SharpbuildCommand OtherMachine(Workbench bench, string state = "other") => new(bench.At(state));

    private static string[] To(Workbench bench, string output) => [.. Workbench.Bases("busybox"), "-o", $"type=oci,dest={bench.At(output)},tar=false"];

    private static int Steps(ProcessResult build, string outcome) =>
        build.Error.Split('\n').Count(line => line.StartsWith('#') && line.Contains(' ' + outcome, StringComparison.Ordinal));

    private static JsonNode Manifest(string layout)
    {
        string digest = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(layout, "index.json")))!["manifests"]![0]!["digest"]!;
        return JsonNode.Parse(File.ReadAllText(Path.Combine(layout, "blobs", "sha256", digest["sha256:".Length..])))!;
    }
}
