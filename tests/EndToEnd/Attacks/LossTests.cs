using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>What is easily lost on the way through a builder: every entry of a strange tree comes out as it went in.</summary>
public sealed class LossTests
{
    /// <summary>Made by a shell, so that names and bytes are what the kernel allows and not what a library does.</summary>
    private const string Strange = """
        set -e
        mkdir d; cd d
        printf a > "$(printf 'line\nfeed')"; printf b > "$(printf 'not\377utf8\200')"; printf c > "$(printf 'tab\tand\033esc')"
        printf d > ' '; printf e > '-rf'; printf f > 'a\b'; printf g > '*?[x]'; printf h > "$(head -c 255 /dev/zero | tr '\0' n)"
        printf i > 'é'; printf j > "$(printf 'e\314\201')"; mkdir -p empty/empty/empty; printf k > '..x'; printf l > '.x.'
        ln a\\b hard1; mkdir sub; ln a\\b sub/hard2; ln -s "$(printf 'target\nwith\377')" link; ln -s /nonexistent "$(printf 'l\377')"; ln hard1 ./-hard3
        printf m > setuid; chmod 6755 setuid; mkdir sticky; chmod 1777 sticky; mkdir setgid; chmod 2750 setgid; printf n > none; chmod 0000 none
        printf o > owned; chown 4000000:3000001 owned; printf p > big; chown 4294967294:70000 big
        printf q > old; touch -d '1901-12-14 00:00:00 UTC' old; printf r > far; touch -d '2400-01-01 00:00:00 UTC' far; printf s > part; touch -d '2020-01-01 00:00:00.123456789 UTC' part
        printf t > attributes; setfattr -n user.plain -v text attributes; setfattr -n user.bytes -v 0x00ff0a3d attributes
        cp /bin/busybox capable; setcap cap_net_raw+ep capable
        truncate -s 5000000 sparse; printf u >> sparse; truncate -s 6000000 sparse
        mkfifo pipe; mknod device c 7 5; mknod block b 7 1; : > zero
        deep=$PWD; for i in $(seq 1 30); do mkdir "$(printf '%0200d' $i)"; cd "$(printf '%0200d' $i)"; done; printf v > bottom; cd "$deep"
        """;

    /// <summary>Root in a user namespace knows half of all ids.</summary>
    [SkippableTheory]
    [InlineData("auto", "\nrm big")]
    [InlineData("host", "")]
    public void A_strange_tree_survives_RUN_COPY_ADD_and_every_output(string mode, string less)
    {
        Requires.Root();
        Requires.Program("setcap", "setfattr", "bash", "python3");
        using AttackBench bench = new();
        ProcessRunner.Run("bash", ["-c", Strange + less], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        string[] pack = ["-c", "--format=pax", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-C", bench.At("context"), "-f", bench.At("d.tar"), "d"];
        ProcessRunner.Run("tar", pack).Succeeded();
        File.Move(bench.At("d.tar"), bench.At("context", "d.tar"));
        bench.With("Dockerfile", "FROM busybox AS a\nADD d.tar /added\nRUN mkdir /ran && cd /added/d && for f in * .[!.]* ..?*; do case \"$f\" in 000*) ;; *) cp -a -- \"$f\" /ran/ || exit 1;; esac; done\nFROM scratch\nCOPY --from=a /added /added\nCOPY --from=a /ran /ran\n");

        bench.Build($"--userns={mode}").Succeeded();

        List<string> wanted = [.. Entries(bench.At("context", "d.tar"), "d/").Select(line => line.StartsWith("b'attributes'", StringComparison.Ordinal) ? WithoutXattrs(line) + " []" : line)];
        Differences(Below(bench, "added/d/"), wanted).Should().BeEmpty();
        Differences(Below(bench, "ran/").Where(IsCopied).Select(WithoutXattrs), wanted.Where(IsCopied).Select(WithoutXattrs)).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("FROM base\nRUN true\n")]
    [InlineData("FROM busybox\nRUN --mount=from=base,target=/base true\n")]
    public void An_owner_that_a_user_namespace_cannot_show_stays_in_layers_and_is_refused_to_commands(string stage)
    {
        Requires.Root();
        using AttackBench bench = new();
        ProcessRunner.Run("bash", ["-c", "mkdir d && touch d/big && chown 4294967294:70000 d/big && tar -c --format=pax -f d.tar d"], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        bench.With("Dockerfile", "FROM busybox AS base\nADD d.tar /\n" + stage);

        ProcessResult refused = bench.Build();
        bench.Build("--target=base").Succeeded();

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("Dockerfile:4:1: error SB0001: a file in its layers belongs to the user or group 4294967294, and the largest id of a user namespace is 2147483646");
        Below(bench, "d/").Should().ContainSingle(line => line.Contains("4294967294", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_strange_context_survives_COPY()
    {
        Requires.Root();
        Requires.Program("setcap", "setfattr", "bash", "python3");
        using AttackBench bench = new();
        ProcessRunner.Run("bash", ["-c", Strange + "\nrm owned big attributes"], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        string[] pack = ["-c", "--format=pax", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-C", bench.At("context"), "-f", bench.At("d.tar"), "d"];
        ProcessRunner.Run("tar", pack).Succeeded();
        bench.With("Dockerfile", "FROM scratch\nCOPY d /d\n");

        bench.Build().Succeeded();

        Differences(Below(bench, "d/"), Entries(bench.At("d.tar"), "d/")).Should().BeEmpty();
    }

    [SkippableFact]
    public void The_tree_is_the_same_as_a_local_directory_and_as_a_tar_archive()
    {
        Requires.Root();
        Requires.Program("setcap", "setfattr", "bash", "python3");
        using AttackBench bench = new();
        ProcessRunner.Run("bash", ["-c", Strange + "\nrm owned big attributes"], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        bench.With("Dockerfile", "FROM scratch\nCOPY d /d\n");

        bench.Build("-o", $"type=local,dest={bench.At("local")}", "-o", $"type=tar,dest={bench.At("tree.tar")}").Succeeded();

        List<string> wanted = Below(bench, "d/");
        Differences(Entries(bench.At("tree.tar"), "d/"), wanted).Should().BeEmpty();
        string[] pack = ["-c", "--format=pax", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-C", bench.At("local"), "-f", bench.At("local.tar"), "d"];
        ProcessRunner.Run("tar", pack).Succeeded();
        Differences(Entries(bench.At("local.tar"), "d/"), wanted).Should().BeEmpty();
    }

    private static List<string> Below(AttackBench bench, string directory)
    {
        string[] layers = [.. OciImage.Open(bench.At("out")).Manifest["layers"]!.AsArray().Select(layer => bench.At("out", "blobs", ((string)layer!["digest"]!).Replace(':', '/')))];
        return List(directory, layers);
    }

    private static List<string> Entries(string archive, string directory) => List(directory, archive);

    private static List<string> List(string directory, params string[] archives)
    {
        string[] arguments = [Path.Combine(Repository.Root, "tests/EndToEnd/Attacks/entries.py"), directory, .. archives];
        return [.. ProcessRunner.Run("python3", arguments).Succeeded().Text.Split('\n')];
    }

    private static List<string> Differences(IEnumerable<string> found, IEnumerable<string> wanted) =>
        [.. found.Except(wanted).Select(line => "+ " + Short(line)), .. wanted.Except(found).Select(line => "- " + Short(line))];

    private static string Short(string line) => line.Length > 300 ? line[..100] + "…" + line[^150..] : line;

    /// <summary>The shell of busybox does not come back from where paths are too long, and its cp makes new times for links.</summary>
    private static bool IsCopied(string line) => !line.StartsWith("b'000", StringComparison.Ordinal) && !line.Contains("' 2  0 0 ", StringComparison.Ordinal);

    private static string WithoutXattrs(string line) => line[..line.LastIndexOf(" [", StringComparison.Ordinal)];
}
