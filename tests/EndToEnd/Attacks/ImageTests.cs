using System.Formats.Tar;
using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Base images whose trees and configurations are made to mislead the builder.</summary>
public sealed class ImageTests
{
    /// <summary>Uses everything that the builder itself opens in an image: accounts, mounts, resolv.conf, the shell, a working directory.</summary>
    private const string Everything = """
        FROM hostile
        WORKDIR /work/dir
        COPY --chown=user:group Dockerfile /etc/copied
        RUN --mount=type=secret,id=s,target=/run/secrets/s --mount=type=cache,target=/var/cache/c --mount=type=tmpfs,target=/tmp --mount=type=bind,target=/mnt/b \
            echo x > /etc/resolv.conf; echo x > /etc/hosts; echo x > /etc/passwd; mkdir -p /new; true
        USER user
        RUN true
        COPY --from=busybox /bin/busybox /dev/shm/busybox

        """;

    private static readonly string[] Places =
        ["dev", "proc", "sys", "etc", "etc/passwd", "etc/group", "etc/resolv.conf", "etc/hosts", "run", "tmp", "bin", "bin/sh", "work", "work/dir", "var", "mnt", "dev/shm", "dev/null", "dev/pts", "run/secrets"];

    private static readonly Dictionary<string, Action<JsonObject>> Configurations = new()
    {
        ["user beyond 2^31"] = c => c["User"] = "4294967296",
        ["user is negative"] = c => c["User"] = "-1",
        ["user of 2^64"] = c => c["User"] = "18446744073709551616:0",
        ["user with a line feed"] = c => c["User"] = "root\nroot",
        ["user with NUL"] = c => c["User"] = "root\0x",
        ["user is a number"] = c => c["User"] = 0,
        ["user with two colons"] = c => c["User"] = "a:b:c",
        ["user of 1 MB"] = c => c["User"] = new string('u', 1 << 20),
        ["working directory leads out"] = c => c["WorkingDir"] = "../../../../host",
        ["working directory is a descriptor"] = c => c["WorkingDir"] = "/proc/self/fd/7",
        ["working directory with NUL"] = c => c["WorkingDir"] = "/a\0b",
        ["working directory of 5,000 bytes"] = c => c["WorkingDir"] = "/" + new string('w', 5000),
        ["working directory is deep"] = c => c["WorkingDir"] = string.Concat(Enumerable.Repeat("/deeper", 1000)),
        ["environment with a line feed"] = c => c["Env"] = new JsonArray("PATH=/bin", "A=b\nLD_PRELOAD=/x"),
        ["environment with NUL"] = c => c["Env"] = new JsonArray("PATH=/bin", "A=b\0C=d"),
        ["environment without a name"] = c => c["Env"] = new JsonArray("=x", "PATH=/bin", "", "novalue"),
        ["environment of control characters"] = c => c["Env"] = new JsonArray("PATH=/bin", "\u001b[2J=\u001b]0;x\u0007"),
        ["environment of nulls"] = c => c["Env"] = new JsonArray(null, null),
        ["environment is a text"] = c => c["Env"] = "PATH=/bin",
        ["environment of 50,000 entries"] = c => c["Env"] = new JsonArray([.. Enumerable.Range(0, 50_000).Select(i => (JsonNode)$"V{i}=x")]),
        ["environment of 3 MB"] = c => c["Env"] = new JsonArray("PATH=/bin", "BIG=" + new string('x', 3 << 20)),
        ["path leads out"] = c => c["Env"] = new JsonArray("PATH=../../../../host:/proc/self/fd/3:/bin"),
        ["path is empty"] = c => c["Env"] = new JsonArray("PATH="),
        ["library preloading"] = c => c["Env"] = new JsonArray("PATH=/bin", "LD_PRELOAD=/host/x.so", "LD_LIBRARY_PATH=/host", "GCONV_PATH=/host", "DOTNET_STARTUP_HOOKS=/x"),
        ["entrypoint of nulls"] = c => c["Entrypoint"] = new JsonArray(null, ""),
        ["entrypoint is an object"] = c => c["Entrypoint"] = new JsonObject { ["a"] = 1 },
        ["command of 100,000 words"] = c => c["Cmd"] = new JsonArray([.. Enumerable.Range(0, 100_000).Select(_ => (JsonNode)"w")]),
        ["shell is empty"] = c => c["Shell"] = new JsonArray(),
        ["shell does not exist"] = c => c["Shell"] = new JsonArray("/host/sh", "-c"),
        ["labels are an array"] = c => c["Labels"] = new JsonArray("a"),
        ["labels of control characters"] = c => c["Labels"] = new JsonObject { ["\u001b[31m"] = "\u0000\u001b]52;c;x\u0007" },
        ["label is null"] = c => c["Labels"] = new JsonObject { ["a"] = null },
        ["volumes are a number"] = c => c["Volumes"] = 7,
        ["volumes lead out"] = c => c["Volumes"] = new JsonObject { ["../../host"] = new JsonObject() },
        ["ports of text"] = c => c["ExposedPorts"] = new JsonObject { ["all/\u001b"] = new JsonObject() },
        ["trigger is a FROM"] = c => c["OnBuild"] = new JsonArray("FROM scratch"),
        ["trigger is a trigger"] = c => c["OnBuild"] = new JsonArray("ONBUILD RUN true"),
        ["trigger leads out"] = c => c["OnBuild"] = new JsonArray("COPY ../host/secret /"),
        ["trigger mounts the host"] = c => c["OnBuild"] = new JsonArray("RUN --mount=type=bind,source=/,target=/host,rw cat /host/host/secret; true"),
        ["trigger asks for privileges"] = c => c["OnBuild"] = new JsonArray("RUN --security=insecure true"),
        ["trigger is no instruction"] = c => c["OnBuild"] = new JsonArray("\u001b[2J", "", null),
        ["stop signal"] = c => c["StopSignal"] = "SIG\nKILL",
        ["health check overflows"] = c => c["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD"), ["Interval"] = 1e300 },
        ["unknown fields"] = c => c["HostConfig"] = new JsonObject { ["Privileged"] = true, ["Binds"] = new JsonArray("/:/host") },
        ["nested 60 deep"] = c => c["Labels"] = Nested(60),
    };

    private static readonly Dictionary<string, Action<JsonObject>> Images = new()
    {
        ["no rootfs"] = i => i.Remove("rootfs"),
        ["rootfs of another type"] = i => i["rootfs"]!["type"] = "files",
        ["fewer layers than said"] = i => i["rootfs"]!["diff_ids"]!.AsArray().RemoveAt(0),
        ["more layers than said"] = i => i["rootfs"]!["diff_ids"]!.AsArray().Add("sha256:" + new string('a', 64)),
        ["digest with a path"] = i => i["rootfs"]!["diff_ids"]![0] = "sha256:../../../../etc/passwd",
        ["wrong digest"] = i => i["rootfs"]!["diff_ids"]![0] = "sha256:" + new string('b', 64),
        ["digest is null"] = i => i["rootfs"]!["diff_ids"]![0] = null,
        ["digest of another algorithm"] = i => i["rootfs"]!["diff_ids"]![0] = "md5:" + new string('c', 32),
        ["platform is a number"] = i => i["os"] = 5,
        ["another architecture"] = i => i["architecture"] = "../../x\u001b",
        ["time is no time"] = i => i["created"] = "yesterday",
        ["time beyond"] = i => i["created"] = "99999-01-01T00:00:00Z",
        ["history is an object"] = i => i["history"] = new JsonObject(),
        ["history of control characters"] = i => i["history"]![0]!["created_by"] = "\u001b[2J\n#1 DONE",
        ["history does not fit"] = i => i["history"]!.AsArray().Add(new JsonObject { ["created_by"] = "x" }),
        ["configuration is null"] = i => i["config"] = null,
        ["configuration is a list"] = i => i["config"] = new JsonArray(),
    };

    private static readonly Dictionary<string, Action<JsonObject>> Manifests = new()
    {
        ["layers and manifests"] = m => m["manifests"] = new JsonArray(),
        ["size is too small"] = m => m["layers"]![0]!["size"] = 1,
        ["size is too large"] = m => m["layers"]![0]!["size"] = 1L << 50,
        ["size is negative"] = m => m["layers"]![0]!["size"] = -1,
        ["size is a text"] = m => m["layers"]![0]!["size"] = "1",
        ["size of the configuration"] = m => m["config"]!["size"] = 1L << 40,
        ["digest with a path"] = m => m["layers"]![0]!["digest"] = "sha256:../../../../host/secret",
        ["digest in capitals"] = m => m["layers"]![0]!["digest"] = "SHA256:" + new string('A', 64),
        ["digest of nothing"] = m => m["config"]!["digest"] = "sha256:" + new string('0', 64),
        ["layer is null"] = m => m["layers"]![0] = null,
        ["layers are an object"] = m => m["layers"] = new JsonObject(),
        ["no layers"] = m => m.Remove("layers"),
        ["2,000 layers"] = m => m["layers"] = new JsonArray([.. Enumerable.Range(0, 2000).Select(_ => m["layers"]![0]!.DeepClone())]),
        ["media type of an index"] = m => m["mediaType"] = "application/vnd.oci.image.index.v1+json",
        ["unknown media type of a layer"] = m => m["layers"]![0]!["mediaType"] = "text/html",
        ["foreign layer"] = m => m["layers"]![0]!["urls"] = new JsonArray("file:///etc/shadow"),
        ["schema 1"] = m => m["schemaVersion"] = 1,
        ["schema is a text"] = m => m["schemaVersion"] = "2",
        ["annotations are nested"] = m => m["annotations"] = new JsonObject { ["a"] = Nested(200) },
    };

    public static TheoryData<string> PlaceNames => [.. Places];

    public static TheoryData<string> ConfigurationNames => [.. Configurations.Keys];

    public static TheoryData<string> ImageNames => [.. Images.Keys];

    public static TheoryData<string> ManifestNames => [.. Manifests.Keys];

    [SkippableTheory]
    [MemberData(nameof(PlaceNames))]
    public void A_link_to_the_host_in_a_base_leads_nowhere(string place) => Build("root", bench => bench.Canary.At(), place, "link");

    [SkippableTheory]
    [MemberData(nameof(PlaceNames))]
    public void A_link_with_parents_in_a_base_leads_nowhere(string place) => Build("root", _ => "../../../../../../../../../proc/self/root/etc", place, "link");

    [SkippableTheory]
    [MemberData(nameof(PlaceNames))]
    public void A_pipe_in_a_base_holds_nothing_up(string place) => Build("root", _ => "", place, "pipe");

    [SkippableTheory]
    [MemberData(nameof(PlaceNames))]
    public void A_device_or_a_file_in_a_base_is_no_way_out(string place) => Build("root", _ => "", place, "device");

    [SkippableTheory]
    [InlineData("dev")]
    [InlineData("etc")]
    [InlineData("etc/passwd")]
    [InlineData("proc")]
    [InlineData("run")]
    public void Without_privileges_links_lead_nowhere_either(string place) => Build("sharpbuild-test", bench => bench.Canary.At(), place, "link");

    [SkippableTheory]
    [MemberData(nameof(ConfigurationNames))]
    public void A_configuration_is_data(string name)
    {
        JsonObject configuration = BaseImages.Configuration("sh");
        Configurations[name](configuration);
        BuildWith(bench => bench.Base([BaseImages.BusyboxTree().WriteTo], configuration));
    }

    [SkippableTheory]
    [MemberData(nameof(ImageNames))]
    public void A_configuration_document_is_checked(string name) => BuildWith(bench => bench.Base([BaseImages.BusyboxTree().WriteTo], null, Images[name]));

    [SkippableTheory]
    [MemberData(nameof(ManifestNames))]
    public void A_manifest_is_checked(string name) => BuildWith(bench => bench.Base([BaseImages.BusyboxTree().WriteTo], null, null, Manifests[name]));

    private static void BuildWith(Func<AttackBench, string[]> makeBase)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", "FROM hostile\nRUN true\nRUN echo ${A:-none}; pwd\nWORKDIR x\nLABEL a=b\n");

        bench.Build(makeBase(bench));
    }

    private static void Build(string user, Func<AttackBench, string> target, string place, string kind)
    {
        if (user == "root")
        {
            Requires.Root();
        }

        using AttackBench bench = new(user);
        ImageTree tree = BaseImages.BusyboxTree();
        tree.Remove(place);
        switch (kind)
        {
            case "link":
                tree.Symlink(place, target(bench));
                break;
            case "pipe":
                tree.Put(new PaxTarEntry(TarEntryType.Fifo, place));
                break;
            default:
                tree.Put(new PaxTarEntry(TarEntryType.CharacterDevice, place) { DeviceMajor = 1, DeviceMinor = 5, Mode = (UnixFileMode)0b110_110_110 });
                break;
        }

        bench.With("Dockerfile", Everything);
        bench.Build([.. bench.Base([tree.WriteTo]), "--secret", $"id=s,src={bench.At("context", "Dockerfile")}"]);
    }

    private static JsonObject Nested(int depth)
    {
        JsonObject inner = new() { ["x"] = "y" };
        for (int i = 0; i < depth; i++)
        {
            inner = new JsonObject { ["x"] = inner };
        }

        return inner;
    }
}
