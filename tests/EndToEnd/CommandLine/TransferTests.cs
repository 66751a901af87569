using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>The progress says how many bytes were fetched and written.</summary>
public sealed class TransferTests
{
    private const int Size = 3_000_000;

    [SkippableTheory]
    [InlineData(90, "fetching http://127.0.0.1:")]
    [InlineData(34, "fetching …  1.5MB of 3MB")]
    public void A_download_shows_how_far_it_is_and_leaves_nothing_on_the_screen(int columns, string shown)
    {
        Requires.Program("tmux");
        TaskCompletionSource rest = new();
        using TestServer server = new(_ => new TestReply(200, new byte[Size]) { Pause = rest.Task });
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", $"FROM scratch\nADD http://{server.Address}/tool /tool\n"));
        string[] build = [SharpbuildCommand.Binary, "build", "--root", bench.At("state"), "-o", $"type=tar,dest={bench.At("out.tar")}", context];
        using TmuxTerminal terminal = new(columns, 12, $"{string.Join(' ', build)}; echo exit $?");

        string half = terminal.WaitFor("1.5MB of 3MB");
        rest.SetResult();
        string done = terminal.WaitFor("exit 0");

        half.Should().Contain(shown);
        done.Should().NotContain("fetching").And.Contain("[stage-0 1/1] ADD http");
    }

    [SkippableFact]
    public void Raw_progress_has_a_status_for_all_that_moves_and_each_ends_with_all_its_bytes()
    {
        using Workbench bench = new();
        using TemporaryDirectory data = new("registry");
        using RegistryServer registry = new(data);
        using TestServer server = new(_ => new TestReply(200, new byte[Size]));
        string image = $"{registry.Address}/base:1";
        string first = bench.Context("first", ("Dockerfile", $"FROM scratch\nADD http://{server.Address}/tool /tool\n"));
        string second = bench.Context("second", ("Dockerfile", $"FROM {image}\nCOPY Dockerfile /\n"));

        List<Status> pushed = Statuses(bench.Sharpbuild.Build("--progress", "rawjson", "-t", image, "--push", first));
        bench.Sharpbuild.Run("rmi", image).Succeeded();
        bench.Sharpbuild.Run("prune", "--all", "--force").Succeeded();
        List<Status> exported = Statuses(bench.Sharpbuild.Build("--progress", "rawjson", "-o", $"type=oci,dest={bench.At("out.tar")}", second));

        Names(pushed).Should().Contain(["fetching", "writing the layer", "pushing"]);
        Names(exported).Should().Contain(["fetching layer", "writing the layer", "compressing layer", "writing"]);
        pushed.Concat(exported).Should().OnlyContain(status => status.Total == 0 || status.Current == status.Total);
        pushed.Single(status => status.Name.StartsWith("fetching http", StringComparison.Ordinal)).Current.Should().Be(Size);
    }

    /// <summary>The names without the digests, addresses and paths in them.</summary>
    private static IEnumerable<string> Names(IEnumerable<Status> statuses) => statuses.Select(status =>
        string.Join(' ', status.Name.Split(' ').TakeWhile(word => word.All(char.IsAsciiLetter))));

    /// <summary>The last status of everything that moved; its vertex must have been named before it, and end.</summary>
    private static List<Status> Statuses(ProcessResult build)
    {
        Dictionary<string, Status> last = [];
        HashSet<string> vertexes = [];
        HashSet<string> ended = [];
        foreach (string line in build.Succeeded().Error.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonNode node = JsonNode.Parse(line)!;
            foreach (JsonNode? vertex in node["vertexes"] as JsonArray ?? [])
            {
                vertexes.Add((string)vertex!["digest"]!);
                _ = vertex["completed"] is not null && ended.Add((string)vertex["digest"]!);
            }

            foreach (JsonNode? status in node["statuses"] as JsonArray ?? [])
            {
                string digest = (string)status!["vertex"]!;
                vertexes.Should().Contain(digest);
                last[digest + status["id"]] = new Status(digest, (string)status["name"]!, (long)status["current"]!, (long)status["total"]!, status["completed"] is not null);
            }
        }

        last.Values.Should().OnlyContain(status => status.IsCompleted && ended.Contains(status.Vertex));
        return [.. last.Values];
    }

    private sealed record Status(string Vertex, string Name, long Current, long Total, bool IsCompleted);
}
