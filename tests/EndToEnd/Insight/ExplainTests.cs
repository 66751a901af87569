using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Insight;

/// <summary>Faults are planted between two builds; <c>sharpbuild explain</c> must name each.</summary>
public sealed class ExplainTests
{
    private const string Dockerfile = """
        FROM busybox
        ARG FLAVOUR=plain
        ARG API_TOKEN=none
        WORKDIR /app
        COPY . .
        RUN cat *.txt > all
        RUN echo "$FLAVOUR $API_TOKEN" > flavour
        """;

    [SkippableFact]
    public void A_changed_file_is_named_and_what_follows_leads_back_to_it()
    {
        using Workbench bench = new();
        string context = Built(bench);

        File.WriteAllText(Path.Combine(context, "src", "b.txt"), "another");
        JsonNode explained = BuildAndExplain(bench, context);

        Causes(explained, "COPY . .").Should().Equal("file-changed src/b.txt: src/b.txt changed");
        Causes(explained, "RUN cat").Should().ContainSingle().Which.Should().StartWith("earlier-step ").And.EndWith("gave another layer: COPY . . (line 5)");
        Step(explained, "WORKDIR")["outcome"]!.GetValue<string>().Should().Be("hit");
    }

    [SkippableFact]
    public void A_touched_file_has_no_effect_and_that_is_said()
    {
        using Workbench bench = new();
        string context = Built(bench);

        File.SetLastWriteTimeUtc(Path.Combine(context, "a.txt"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        JsonNode explained = BuildAndExplain(bench, context);

        explained["hits"]!.GetValue<int>().Should().Be(explained["steps"]!.AsArray().Count);
        explained["noEffect"]!.AsArray().Select(text => (string)text!).Should().Equal("1 file has another time and the same content: a.txt");
    }

    [SkippableFact]
    public void Another_umask_is_recognised()
    {
        using Workbench bench = new();
        string context = Built(bench);

        foreach (string file in new[] { "a.txt", "src/b.txt", "Dockerfile" })
        {
            File.SetUnixFileMode(Path.Combine(context, file), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        JsonNode explained = BuildAndExplain(bench, context);

        Causes(explained, "COPY . .").Should().Equal("file-mode Dockerfile: the modes of 3 files lost the bits 0044, as under another umask: Dockerfile mode 0644 → 0600");
    }

    [SkippableFact]
    public void A_mode_an_addition_a_removal_and_a_new_name_are_told_apart()
    {
        using Workbench bench = new();
        string context = Built(bench);

        File.SetUnixFileMode(Path.Combine(context, "a.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(Path.Combine(context, "src", "b.txt"), Path.Combine(context, "src", "c.txt"));
        File.WriteAllText(Path.Combine(context, "new.txt"), "new");
        JsonNode explained = BuildAndExplain(bench, context);

        Causes(explained, "COPY . .").Should().BeEquivalentTo(
            "file-renamed src/c.txt: src/b.txt renamed to src/c.txt",
            "file-mode a.txt: a.txt mode 0644 → 0700",
            "file-added new.txt: new.txt added");
    }

    [SkippableFact]
    public void An_argument_is_shown_with_both_values_and_a_secret_without()
    {
        using Workbench bench = new();
        string context = Built(bench);

        JsonNode explained = BuildAndExplain(bench, context, "--build-arg", "FLAVOUR=sweet", "--build-arg", "API_TOKEN=hunter2-hunter2");

        Causes(explained, "RUN echo").Should().Contain("argument FLAVOUR: ARG FLAVOUR changed from \"plain\" to \"sweet\"");
        Causes(explained, "RUN echo").Should().ContainSingle(cause => cause.StartsWith("argument API_TOKEN: ARG API_TOKEN changed from \"***", StringComparison.Ordinal));
        Directory.EnumerateFiles(bench.At("state", "history"), "*", SearchOption.AllDirectories).Should().OnlyContain(file => !File.ReadAllText(file).Contains("hunter2", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_variable_of_the_image_is_shown_with_both_values()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nENV LEVEL=1\nRUN echo $LEVEL > /level\n"));
        bench.BuildTo("first", context).Succeeded();

        File.WriteAllText(Path.Combine(context, "Dockerfile"), "FROM busybox\nENV LEVEL=2\nRUN echo $LEVEL > /level\n");

        Causes(BuildAndExplain(bench, context), "RUN echo").Should().Equal("environment LEVEL: ENV LEVEL changed from \"1\" to \"2\"");
    }

    [SkippableFact]
    public void The_text_of_an_instruction_that_changed_is_shown_before_and_after()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo one > /f\n"));
        bench.BuildTo("first", context).Succeeded();

        File.WriteAllText(Path.Combine(context, "Dockerfile"), "FROM busybox\nRUN echo two > /f\n");

        Causes(BuildAndExplain(bench, context), "RUN echo").Should().ContainSingle().Which.Should().StartWith("instruction ").And.Contain("echo one > /f").And.Contain("echo two > /f");
    }

    [SkippableFact]
    public void A_build_of_another_branch_in_another_directory_is_compared_with()
    {
        using Workbench bench = new();
        string main = Built(bench);
        string branch = bench.At("branch");
        ProcessRunner.Run("cp", ["-a", main, branch]).Succeeded();
        File.WriteAllText(Path.Combine(branch, "a.txt"), "another");

        Causes(BuildAndExplain(bench, branch), "COPY . .").Should().Equal("file-changed a.txt: a.txt changed");
    }

    [SkippableFact]
    public void What_is_printed_names_step_line_reason_and_what_did_not_matter()
    {
        using Workbench bench = new();
        string context = Built(bench);
        File.SetLastWriteTimeUtc(Path.Combine(context, "a.txt"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        File.WriteAllText(Path.Combine(context, "src", "b.txt"), "another");
        bench.BuildTo("second", context).Succeeded();

        string printed = bench.Sharpbuild.Run("explain").Succeeded().Output;
        string one = bench.Sharpbuild.Run("explain", "^0", "2").Succeeded().Output;

        printed.Should().Contain("\n#2 [stage-0 2/4] line 5: COPY . .\n   MISS, ").And.Contain("\n   - src/b.txt changed\n").And.Contain("NO EFFECT: 1 file has another time and the same content: a.txt\n");
        one.Should().Contain("#2 [stage-0 2/4]").And.NotContain("#3 [stage-0 3/4]");
    }

    [SkippableFact]
    public void A_linked_copy_does_not_care_for_the_base_and_a_plain_one_does()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM base:1\nCOPY --link Dockerfile /linked/\nCOPY Dockerfile /plain/\n"));
        BuildBase(bench, "one");
        bench.Sharpbuild.Build("-t", "app:1", context).Succeeded();

        BuildBase(bench, "two");
        bench.Sharpbuild.Build("-t", "app:1", context).Succeeded();

        JsonNode explained = Explained(bench);
        ((string)Step(explained, "COPY --link")["outcome"]!).Should().Be("hit");
        ((string)Step(explained, "COPY Dockerfile")["outcome"]!).Should().NotBe("hit");
        bench.Sharpbuild.Run("run", "app:1", "cat", "/base", "/linked/Dockerfile").Succeeded().Output.Should().StartWith("two\nFROM base:1\n");
    }

    [SkippableFact]
    public void A_moved_argument_is_named_with_both_lines()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo one > /one\nARG VERSION=1\nRUN echo $VERSION > /two\n"));
        bench.BuildTo("first", context).Succeeded();

        File.WriteAllText(Path.Combine(context, "Dockerfile"), "FROM busybox\nARG VERSION=1\nRUN echo one > /one\nRUN echo $VERSION > /two\n");
        JsonNode explained = BuildAndExplain(bench, context);

        Causes(explained, "RUN echo one").Should().Equal("argument VERSION: ARG VERSION moved before this step (line 3 → 2), so that its value counts");
    }

    [SkippableFact]
    public void A_base_tag_that_moved_is_named_with_both_digests()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM base:1\nRUN echo one > /one\n"));
        string[] build = ["-t", "app:1", context];
        BuildBase(bench, "one");
        bench.Sharpbuild.Build(build).Succeeded();

        BuildBase(bench, "two");
        bench.Sharpbuild.Build(build).Succeeded();

        Causes(Explained(bench), "RUN echo one").Should().ContainSingle().Which.Should().MatchRegex("^base base:1: the base changed from base:1@sha256:[0-9a-f]{64} to base:1@sha256:[0-9a-f]{64}$");
    }

    [SkippableFact]
    public void A_generated_file_is_named_with_what_to_do()
    {
        using Workbench bench = new();
        string context = Built(bench);

        Directory.CreateDirectory(Path.Combine(context, "node_modules"));
        File.WriteAllText(Path.Combine(context, "node_modules", "cache.json"), "{}");
        JsonNode explained = BuildAndExplain(bench, context);

        JsonArray causes = Step(explained, "COPY . .")["causes"]!.AsArray();
        causes.Select(cause => (string)cause!["subject"]!).Should().Contain("node_modules/cache.json");
        causes.Select(cause => (string?)cause!["hint"]).Should().Contain("it looks generated: put node_modules into .dockerignore");
    }

    [SkippableFact]
    public void An_edit_of_the_ignore_file_is_named_as_the_cause()
    {
        using Workbench bench = new();
        string context = Built(bench);

        File.WriteAllText(Path.Combine(context, ".dockerignore"), "src\n.dockerignore\n");
        JsonNode explained = BuildAndExplain(bench, context);

        Causes(explained, "COPY . .").Should().BeEquivalentTo(
            "ignore src/b.txt: .dockerignore changed: it now keeps src/b.txt out",
            "ignore src: .dockerignore changed: it now keeps src out");
    }

    [SkippableFact]
    public void An_address_without_a_checksum_is_named()
    {
        using Workbench bench = new();
        using HttpListener server = new();
        string address = $"http://127.0.0.1:{FreePort()}/";
        string content = "one";
        server.Prefixes.Add(address);
        server.Start();
        _ = Task.Run(async () =>
        {
            while (server.IsListening)
            {
                HttpListenerContext request = await server.GetContextAsync();
                byte[] body = Encoding.UTF8.GetBytes(content);
                request.Response.ContentLength64 = body.Length;
                await request.Response.OutputStream.WriteAsync(request.Request.HttpMethod == "HEAD" ? [] : body);
                request.Response.Close();
            }
        });
        string context = bench.Context("context", ("Dockerfile", $"FROM busybox\nADD {address}tool /tool\n"));
        bench.BuildTo("first", context).Succeeded();

        content = "two";
        JsonNode explained = BuildAndExplain(bench, context);

        Causes(explained, "ADD").Should().Equal($"address {address}tool: {address}tool gave other content, and nothing pins it");
    }

    [SkippableFact]
    public void A_record_from_another_machine_explains_a_build_of_this_one()
    {
        using Workbench elsewhere = new();
        string theirs = Built(elsewhere);
        elsewhere.Sharpbuild.Run("history", "export", "-o", elsewhere.At("history.tar")).Succeeded();
        using Workbench bench = new();
        bench.Sharpbuild.Run("history", "import", "-f", elsewhere.At("history.tar")).Succeeded();
        string context = bench.CopyOfDirectory(theirs);
        File.WriteAllText(Path.Combine(context, "src", "b.txt"), "another");

        JsonNode explained = BuildAndExplain(bench, context);

        Causes(explained, "COPY . .").Should().Equal("file-changed src/b.txt: src/b.txt changed");
        Causes(explained, "WORKDIR").Should().Equal("cache : nothing changed, but the layer is not in this store's cache (pruned, or built on another machine)");
    }

    [SkippableFact]
    public void The_text_form_is_printed_at_the_end_of_a_build_that_asks_for_it()
    {
        using Workbench bench = new();
        string context = Built(bench);
        File.WriteAllText(Path.Combine(context, "a.txt"), "another");

        string error = bench.BuildTo("second", context, "--explain").Succeeded().Error;

        error.Should().Contain("[stage-0 2/4] line 5: COPY . .\n   MISS, ").And.Contain("\n   - a.txt changed\n");
    }

    [SkippableFact]
    public void A_failed_build_leaves_a_record_with_its_whole_log()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; exit 7\n"));

        bench.BuildTo("first", context).ExitCode.Should().Be(1);

        JsonNode record = JsonNode.Parse(bench.Sharpbuild.Run("history", "inspect", "--format", "json").Succeeded().Output)!;
        record["outcome"]!.GetValue<string>().Should().Be("failed");
        record["errorLine"]!.GetValue<int>().Should().Be(2);
        record["steps"]![0]!["outcome"]!.GetValue<string>().Should().Be("failed");
        string log = bench.Sharpbuild.Run("history", "logs", "--step", "1").Succeeded().Output;
        log.Split('\n').Should().HaveCount(3001).And.StartWith("line 0");
    }

    private static string Built(Workbench bench)
    {
        string context = bench.Context("context", ("Dockerfile", Dockerfile), ("a.txt", "a\n"), ("src/b.txt", "b\n"));
        foreach (string file in Directory.EnumerateFiles(context, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        bench.BuildTo("first", context).Succeeded();
        return context;
    }

    private static void BuildBase(Workbench bench, string content)
    {
        string context = bench.Context($"base-{content}", ("Dockerfile", $"FROM busybox\nRUN echo {content} > /base\n"));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "base:1", context]).Succeeded();
    }

    private static JsonNode BuildAndExplain(Workbench bench, string context, params string[] more)
    {
        bench.BuildTo("second", context, more).Succeeded();
        return Explained(bench);
    }

    private static JsonNode Explained(Workbench bench) => JsonNode.Parse(bench.Sharpbuild.Run("explain", "--json").Succeeded().Output)!;

    private static JsonNode Step(JsonNode explained, string text) =>
        explained["steps"]!.AsArray().Single(step => ((string)step!["text"]!).StartsWith(text, StringComparison.Ordinal))!;

    private static IEnumerable<string> Causes(JsonNode explained, string text) =>
        Step(explained, text)["causes"]!.AsArray().Select(cause => $"{cause!["kind"]} {cause["subject"]}: {cause["text"]}");

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
