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

    [SkippableFact]
    public void A_strange_tree_survives_RUN_COPY_ADD_and_every_output()
    {
        Requires.Root();
        Requires.Program("setcap", "setfattr", "bash");
        using AttackBench bench = new();
        ProcessRunner.Run("bash", ["-c", Strange], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        string[] pack = ["-c", "--format=pax", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-C", bench.At("context"), "-f", bench.At("d.tar"), "d"];
        ProcessRunner.Run("tar", pack).Succeeded();
        File.Move(bench.At("d.tar"), bench.At("context", "d.tar"));
        bench.With("Dockerfile", "FROM busybox AS a\nADD d.tar /added\nRUN mkdir /ran && cd /added/d && for f in * .[!.]* ..?*; do case \"$f\" in 000*) ;; *) cp -a -- \"$f\" /ran/ || exit 1;; esac; done; cd /ran; for i in $(seq 1 30); do n=$(printf %0200d $i); mkdir $n; cd $n; done; printf v > bottom\nFROM scratch\nCOPY --from=a /added /added\nCOPY --from=a /ran /ran\n");

        bench.Build().Succeeded();

        List<string> wanted = [.. Entries(bench.At("context", "d.tar"), "d/").Select(line => line.StartsWith("attributes", StringComparison.Ordinal) ? WithoutXattrs(line) : line)];
        Below(bench, "added/d/").Should().BeEquivalentTo(wanted);
        Below(bench, "ran/").Select(WithoutXattrs).Should().BeEquivalentTo(wanted.Select(WithoutXattrs));
    }

    [SkippableFact]
    public void A_strange_context_survives_COPY()
    {
        Requires.Root();
        Requires.Program("setcap", "setfattr", "bash");
        using AttackBench bench = new();
        ProcessRunner.Run("bash", ["-c", Strange + "\nrm owned big attributes"], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        string[] pack = ["-c", "--format=pax", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-C", bench.At("context"), "-f", bench.At("d.tar"), "d"];
        ProcessRunner.Run("tar", pack).Succeeded();
        bench.With("Dockerfile", "FROM scratch\nCOPY d /d\n");

        bench.Build().Succeeded();

        Below(bench, "d/").Should().BeEquivalentTo(Entries(bench.At("d.tar"), "d/"));
    }

    [SkippableFact]
    public void The_tree_is_the_same_as_a_local_directory_and_as_a_tar_archive()
    {
        Requires.Root();
        Requires.Program("setcap", "setfattr", "bash");
        using AttackBench bench = new();
        ProcessRunner.Run("bash", ["-c", Strange + "\nrm owned big attributes"], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        bench.With("Dockerfile", "FROM scratch\nCOPY d /d\n");

        bench.Build("-o", $"type=local,dest={bench.At("local")}", "-o", $"type=tar,dest={bench.At("tree.tar")}").Succeeded();

        List<string> wanted = Below(bench, "d/");
        Entries(bench.At("tree.tar"), "d/").Should().BeEquivalentTo(wanted);
        HostTree.Of(bench.At("local", "d")).Select(line => line.StartsWith("./", StringComparison.Ordinal) ? line[2..] : line)
            .Where(line => line.Length > 0 && line[0] != ':').Should().BeEquivalentTo(wanted);
    }

    private static List<string> Below(AttackBench bench, string directory) => Lines(bench.Image(), directory);

    private static List<string> Entries(string archive, string directory)
    {
        ImageLayers tree = new();
        using FileStream stream = File.OpenRead(archive);
        tree.Apply(stream);
        return Lines(tree.Entries, directory);
    }

    private static List<string> Lines(IReadOnlyDictionary<string, ImageEntry> entries, string directory) =>
        [.. entries.Where(pair => pair.Key.StartsWith(directory, StringComparison.Ordinal)).Select(pair => $"{pair.Key[directory.Length..]}: {pair.Value}")];

    private static string WithoutXattrs(string line) => line.IndexOf(" x{", StringComparison.Ordinal) is >= 0 and int at ? line[..at] : line;
}
