using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Insight;

/// <summary><c>sharpbuild size</c> beside a computation of its own over the layers, by Python's tarfile.</summary>
public sealed class SizeTests
{
    private const string Dockerfile = """
        FROM busybox
        RUN dd if=/dev/zero of=/big bs=1000 count=300 && dd if=/dev/urandom of=/keep bs=1000 count=100 && mkdir /d && cp /keep /d/one && echo x > /d/two
        RUN rm /big && echo more >> /keep
        RUN chmod 700 /d/one
        RUN rm -r /d && mkdir /d && cp /keep /again && ln /again /linked
        COPY Dockerfile /bin/busybox-notes
        """;

    private const string Independent = """
        import json, sys, tarfile, gzip, io, hashlib
        layout = sys.argv[1]
        read = lambda digest: open(layout + '/blobs/' + digest.replace(':', '/'), 'rb').read()
        index = json.load(open(layout + '/index.json'))
        manifest = json.loads(read(index['manifests'][0]['digest']))
        seen, layers, paths = {}, [], {}
        def note(path, size):
            least, total = paths.get(path, (size, 0))
            paths[path] = (min(least, size), total + size)
        for number, layer in enumerate(manifest['layers']):
            blob = read(layer['digest'])
            blob = gzip.decompress(blob) if blob[:2] == b'\x1f\x8b' else blob
            archive = tarfile.open(fileobj=io.BytesIO(blob))
            added = changed = 0
            members = [(m, m.name.strip('/').removeprefix('./')) for m in archive.getmembers()]
            for member, name in members:
                directory, _, last = name.rpartition('/')
                if last == '.wh..wh..opq':
                    seen = {p: b for p, b in seen.items() if not p.startswith(directory + '/')}
                elif last.startswith('.wh.'):
                    path = (directory + '/' if directory else '') + last[4:]
                    below = [p for p in seen if p.startswith(path + '/')]
                    note(path, sum(b[2] for p, b in seen.items() if p in below and b[1] == p))
                    seen = {p: b for p, b in seen.items() if p != path and p not in below}
            for member, name in members:
                if name.rpartition('/')[2].startswith('.wh.') or member.isdir():
                    continue
                size = member.size if member.isreg() else 0
                note(name, size)
                if member.islnk():
                    seen[name] = seen[member.linkname.strip('/').removeprefix('./')]
                elif member.isreg():
                    added, changed = (added, changed + size) if name in seen else (added + size, changed)
                    seen[name] = (number, name, size)
                else:
                    seen.pop(name, None)
            layers.append([added, changed])
        total = sum(a + c for a, c in layers)
        visible = sum(size for _, _, size in set(seen.values()))
        print(json.dumps({'totalBytes': total, 'visibleBytes': visible, 'layers': layers,
            'dive': round(100000 * sum(l for l, _ in paths.values()) / sum(t for _, t in paths.values()))}))
        """;

    [SkippableFact]
    public void The_figures_are_those_of_an_independent_computation()
    {
        Requires.Program("python3");
        using Workbench bench = Built(out _);

        JsonNode ours = JsonNode.Parse(bench.Sharpbuild.Run("size", "--format", "json", "sample:1").Succeeded().Output)!;
        JsonNode theirs = JsonNode.Parse(ProcessRunner.Run("python3", ["-c", Independent, bench.At("layout")]).Succeeded().Output)!;

        ours["totalBytes"]!.GetValue<long>().Should().Be(theirs["totalBytes"]!.GetValue<long>());
        ours["visibleBytes"]!.GetValue<long>().Should().Be(theirs["visibleBytes"]!.GetValue<long>());
        ours["diveEfficiency"]!.GetValue<long>().Should().Be(theirs["dive"]!.GetValue<long>());
        ours["layers"]!.AsArray().Select(layer => $"{layer!["addedBytes"]} {layer["changedBytes"]}")
            .Should().Equal(theirs["layers"]!.AsArray().Select(layer => $"{layer![0]} {layer[1]}"));
    }

    [SkippableFact]
    public void Waste_is_blamed_on_the_lines_that_made_it()
    {
        using Workbench bench = Built(out _);

        JsonNode report = JsonNode.Parse(bench.Sharpbuild.Run("size", "--format", "json", "sample:1").Succeeded().Output)!;

        report["wasted"]!.AsArray().Select(file => $"{file!["path"]} {file["how"]} {Line(report, file["layer"]!)} {Line(report, file["hiddenBy"]!)}").Should().BeEquivalentTo(
            "big deleted 2 3",
            "keep overwritten 2 3",
            "d/one metadata 2 4",
            "d/one deleted 4 5",
            "d/two deleted 2 5");
        report["duplicates"]!.AsArray().Should().ContainSingle()
            .Which!["places"]!.AsArray().Select(place => (string)place!["path"]!).Should().BeEquivalentTo("keep", "again");
        report["biggest"]![0]!["path"]!.GetValue<string>().Should().Be("bin/busybox");
    }

    [SkippableFact]
    public void A_budget_that_is_exceeded_ends_with_3()
    {
        using Workbench bench = Built(out _);

        ProcessResult over = bench.Sharpbuild.Run("size", "--fail-over", "size=1kB,waste=1%", "sample:1");
        ProcessResult within = bench.Sharpbuild.Run("size", "--fail-over", "size=1GB,waste=99%", "sample:1");
        ProcessResult wrong = bench.Sharpbuild.Run("size", "--fail-over", "weight=3", "sample:1");

        over.ExitCode.Should().Be(3);
        over.Error.Should().Contain("over the budget of 1kB").And.Contain("are wasted, over the budget of 1%");
        within.ExitCode.Should().Be(0);
        wrong.ExitCode.Should().Be(2);
    }

    [SkippableFact]
    public void A_layout_directory_is_measured_as_the_image_in_the_store()
    {
        using Workbench bench = Built(out string layout);

        JsonNode stored = JsonNode.Parse(bench.Sharpbuild.Run("size", "--format", "json", "sample:1").Succeeded().Output)!;
        JsonNode read = JsonNode.Parse(bench.Sharpbuild.Run("size", "--format", "json", $"oci-layout://{layout}").Succeeded().Output)!;

        read["wasted"]!.ToJsonString().Should().Be(stored["wasted"]!.ToJsonString());
    }

    private static string Line(JsonNode report, JsonNode layer) => report["layers"]![layer.GetValue<int>() - 1]!["line"]!.ToJsonString();

    private static Workbench Built(out string layout)
    {
        Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", Dockerfile));
        layout = bench.At("layout");
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "sample:1", "-o", "type=image", "-o", $"type=oci,dest={layout},tar=false", context]).Succeeded();
        return bench;
    }
}
