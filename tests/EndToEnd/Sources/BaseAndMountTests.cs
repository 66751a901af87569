using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Sources;

/// <summary>Bases from archives, caches that begin with a stage's files, and secrets that leave no trace.</summary>
public sealed class BaseAndMountTests
{
    [SkippableFact]
    public void A_docker_archive_and_an_oci_archive_are_bases()
    {
        using Workbench bench = new();
        string context = bench.Context("first", ("Dockerfile", "FROM busybox\nRUN echo base > /base\n"));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "base:1", "-o", $"type=docker,dest={bench.At("docker.tar")}", "-o", $"type=oci,dest={bench.At("oci.tar")}", context]).Succeeded();
        string child = bench.Context("child", ("Dockerfile", "FROM docker AS one\nFROM oci\nCOPY --from=one /base /one\nRUN cat /base >> /one\n"));

        bench.Sharpbuild.Build(["--build-context", $"docker=docker-archive://{bench.At("docker.tar")}", "--build-context", $"oci=oci-layout://{bench.At("oci.tar")}", "-o", $"type=local,dest={bench.At("tree")}", child]).Succeeded();

        File.ReadAllText(bench.At("tree", "one")).Should().Be("base\nbase\n");
    }

    [SkippableFact]
    public void A_cache_mount_begins_with_the_files_it_is_given_and_keeps_what_is_added()
    {
        using Workbench bench = new();
        string context = bench.Context("cache", ("Dockerfile", """
            FROM busybox AS seed
            RUN mkdir /seed && echo first > /seed/file
            FROM busybox
            RUN --mount=type=cache,target=/cache,from=seed,source=/seed cat /cache/file > /one && echo second >> /cache/file
            RUN --mount=type=cache,target=/cache,from=seed,source=/seed cat /cache/file > /two
            """));

        OciImage image = bench.Image("out", context);

        image.Merge().Entries.Should().NotContainKey("cache");
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-o", $"type=local,dest={bench.At("tree")}", context]).Succeeded();
        File.ReadAllText(bench.At("tree", "one")).Should().Be("first\n");
        File.ReadAllText(bench.At("tree", "two")).Should().Be("first\nsecond\n");
    }

    [SkippableFact]
    public void A_stage_may_have_more_layers_than_the_kernel_puts_over_each_other()
    {
        using Workbench bench = new();
        IEnumerable<string> steps = Enumerable.Range(1, 530).Select(number => number switch
        {
            10 => "RUN mkdir /gone /kept && touch /gone/a /gone/b /kept/a && ln /kept/a /kept/twin && chown 7:8 /kept",
            90 => "RUN rm -r /gone /kept/a && mkdir /gone && touch /gone/new",
            91 => "RUN rm -r /tmp && mkdir /tmp && touch /tmp/only",
            _ => $"RUN echo {number} > /step{number}",
        });
        string last = "RUN ls /step* | wc -l > /count && ls -d /gone/* /tmp/* /kept/* > /rest && stat -c '%u:%g' /kept >> /rest && cat /step1 /step530 >> /rest";
        string context = bench.Context("many", ("Dockerfile", $"FROM busybox\n{string.Join('\n', steps)}\n{last}\n"));

        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-o", $"type=local,dest={bench.At("tree")}", context]).Succeeded();

        File.ReadAllText(bench.At("tree", "count")).Should().Be("527\n");
        File.ReadAllText(bench.At("tree", "rest")).Should().Be("/gone/new\n/kept/twin\n/tmp/only\n7:8\n1\n530\n");
    }

    [SkippableFact]
    public void A_secret_is_seen_by_its_step_and_lies_nowhere_afterwards_also_when_the_step_fails()
    {
        using Workbench bench = new();
        string secret = bench.Context("keys", ("token", "tr0ub4dor-and-3\n"));
        string good = bench.Context("good", ("Dockerfile", "FROM busybox\nRUN --mount=type=secret,id=token,env=TOKEN --mount=type=secret,id=token wc -c < /run/secrets/token > /size && test -n \"$TOKEN\"\n"));
        string bad = bench.Context("bad", ("Dockerfile", "FROM busybox\nRUN --mount=type=secret,id=token test -s /run/secrets/token && false\n"));
        string[] options = [.. Workbench.Bases("busybox"), "--secret", $"id=token,src={Path.Combine(secret, "token")}"];

        bench.Sharpbuild.Build([.. options, "-t", "good:1", good]).Succeeded();
        bench.Sharpbuild.Build([.. options, bad]).ExitCode.Should().Be(1);

        ProcessRunner.Run("grep", ["-rl", "tr0ub4dor", bench.At("state")]).ExitCode.Should().Be(1);
    }

    [SkippableFact]
    public void Raw_json_progress_is_one_object_a_line()
    {
        using Workbench bench = new();
        string context = bench.Context("first", ("Dockerfile", "FROM busybox\nRUN echo hello\n"));

        ProcessResult result = bench.BuildTo("out", context, "--progress", "rawjson");

        string[] lines = [.. result.Succeeded().Error.Split('\n').Where(line => line.StartsWith('{'))];
        string hello = Convert.ToBase64String("hello\n"u8);
        lines.Select(line => JsonNode.Parse(line)!["logs"]?[0]?["data"]?.GetValue<string>()).Should().Contain(hello);
    }
}
