using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Peers;

/// <summary>Trees and configurations equal what Debian's buildah makes of the same Dockerfiles.</summary>
public sealed class PeerTests
{
    private static readonly string Dockerfiles = Path.Combine(Repository.Root, "tests", "EndToEnd", "dockerfiles");
    private static readonly string[] OnToolchain = ["c-program", "python-venv", "node-npm"];

    // Where the two builders mount things differs, and so does what they leave there.
    private static readonly string[] MountPoints = ["dev", "proc", "sys", "run", "etc/hosts", "etc/hostname", "etc/resolv.conf"];

    // Docker's additions to the OCI configuration; buildah drops them from an OCI image.
    private static readonly string[] NotOci = ["Shell", "OnBuild", "Healthcheck", "ArgsEscaped"];

    public static TheoryData<string> Small => [.. Directory.GetDirectories(Dockerfiles)
        .Select(directory => Path.GetFileName(directory)!).Where(name => name != "toolchain" && !OnToolchain.Contains(name)).Order()];

    [SkippableTheory]
    [MemberData(nameof(Small))]
    public void Tree_and_configuration_equal_buildah_s(string name)
    {
        Requires.Root();
        Requires.Program("buildah");
        using Workbench bench = new();
        using BuildahPeer buildah = new();
        Dictionary<string, string> bases = new() { ["busybox"] = BaseImages.Busybox() };

        OciImage theirs = buildah.Build(Context(name), bench.At("theirs"), bases);
        OciImage ours = Build(bench, name, "ours", bases);

        Differences(ours, theirs, name).Should().BeEmpty();
    }

    [SkippableFact]
    public void Debian_with_packages_and_programs_on_it_equal_buildah_s()
    {
        Requires.Root();
        Requires.Program("buildah", "debootstrap");
        using Workbench bench = new();
        using BuildahPeer buildah = new();
        Dictionary<string, string> bases = new() { ["debian"] = BaseImages.Debian() };
        OciImage theirs = buildah.Build(Context("toolchain"), bench.At("toolchain"), bases);
        Differences(Build(bench, "toolchain", "ours", bases), theirs, "toolchain").Should().BeEmpty();
        bases["toolchain"] = bench.At("toolchain");

        foreach (string name in OnToolchain)
        {
            theirs = buildah.Build(Context(name), bench.At("theirs-" + name), bases, Machine());
            OciImage ours = Build(bench, name, "ours-" + name, bases, Machine());

            Differences(ours, theirs, name).Should().BeEmpty(name);
        }
    }

    private static OciImage Build(Workbench bench, string name, string output, Dictionary<string, string> bases, params string[] more)
    {
        string[] named = [.. bases.SelectMany(b => new[] { "--build-context", $"{b.Key}=oci-layout://{b.Value}:latest" })];
        bench.Sharpbuild.Build(["--network", "host", .. named, .. more, "-o", $"type=oci,dest={bench.At(output)},tar=false", Context(name)]).Succeeded();
        return OciImage.Open(bench.At(output));
    }

    private static string Context(string name) => Path.Combine(Dockerfiles, name);

    /// <summary>This machine's package registry and certificates, which stay out of the image.</summary>
    private static string[] Machine()
    {
        string registry = ProcessRunner.Run("npm", ["config", "get", "registry"]).Text;
        List<string> arguments = ["--secret", "id=authorities,src=/etc/ssl/certs/ca-certificates.crt"];
        arguments.AddRange(registry.StartsWith("http", StringComparison.Ordinal) ? ["--build-arg", "NPM_REGISTRY=" + registry] : []);
        return [.. arguments];
    }

    private static List<string> Differences(OciImage ours, OciImage theirs, string name)
    {
        List<string> our = Lines(ours, name);
        List<string> their = Lines(theirs, name);
        return [.. our.Except(their).Select(line => "ours: " + line), .. their.Except(our).Select(line => "buildah's: " + line)];
    }

    private static List<string> Lines(OciImage image, string name)
    {
        string list = Path.Combine(Context(name), ".volatile");
        string[] ignored = [.. MountPoints, .. File.Exists(list) ? File.ReadAllLines(list) : []];
        IEnumerable<string> files = image.Merge().Entries.Where(pair => !ignored.Any(pattern => Matches(pattern, pair.Key)))
            .Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal);
        IEnumerable<string> configuration = (image.Configuration["config"]?.AsObject() ?? [])
            .Where(p => p.Value is not null && !NotOci.Contains(p.Key)).Select(p => $"{p.Key} = {Sorted(p.Value!)}").Order(StringComparer.Ordinal);
        return [.. configuration, .. files];
    }

    private static string Sorted(JsonNode value) => value is JsonObject members
        ? string.Join(' ', members.Select(p => p.Key + p.Value?.ToJsonString()).Order(StringComparer.Ordinal))
        : value.ToJsonString();

    private static bool Matches(string pattern, string path) => pattern[0] == '*'
        ? path.EndsWith(pattern[1..], StringComparison.Ordinal)
        : path == pattern || path.StartsWith(pattern + "/", StringComparison.Ordinal);
}
