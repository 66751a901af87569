using System.Globalization;
using System.Text;

using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Snapshots;

public sealed class SnapshotMergeTests : IDisposable
{
    private const string List = """
        find . -type d -printf '%p %y %m %U %G %T@\n' -o -printf '%p %y %m %U %G %T@ %s %l\n' | sort
        find . -type f -exec md5sum {} + | sort -k2
        find . -type f -printf '%i %p\n' | sort -k2 | awk '{ names[$1] = names[$1] " " $2; if (split(names[$1], a) > 1) print "one file:" names[$1] }'
        find . -print0 | sort -z | xargs -0 getfattr -h -d -m '^(user[.]t|security.cap)' 2>/dev/null || true
        """;

    private readonly TemporaryDirectory _directory = new("merge");

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Layers_put_together_show_what_they_show_one_over_the_other(int seed)
    {
        Requires.Root();
        Requires.Program("getfattr");
        Random random = new(seed);
        List<string> layers = [_directory.MakeDirectory("base")];
        Run(layers[0], Script(random, 120));
        for (int i = 0; i < 12; i++)
        {
            string upper = _directory.MakeDirectory($"layer{i}");
            UpperDirectory.Prepare(upper, layers[^1]);
            using (DirectoryHandle view = OverlayMount.Create([.. Enumerable.Reverse(layers)], upper, _directory.MakeDirectory($"work{i}")))
            {
                Run(PathOf(view), Script(random, 40));
            }

            layers.Add(upper);
        }

        string before = Show(layers);
        string merged = _directory.MakeDirectory("merged");
        SnapshotMerge.Make(layers[3..11], merged, CancellationToken.None);

        Show([.. layers[..3], merged, .. layers[11..]]).Should().Be(before);
        before.Split('\n').Length.Should().BeGreaterThan(10, "the tree is worth looking at");
    }

    private static string Show(IReadOnlyList<string> layers)
    {
        using DirectoryHandle view = OverlayMount.Create([.. layers.Reverse()], upperHostPath: null, workHostPath: null);
        return Run(PathOf(view), List);
    }

    private static string PathOf(DirectoryHandle view) => view.DescriptorPath.Replace("self", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Run(string directory, string script) =>
        ProcessRunner.Run("bash", ["-c", $"cd {directory}/. && {{ {script}\n}}"]).Succeeded().Output;

    /// <summary>Changes of every kind on few names, so that they meet each other.</summary>
    private static string Script(Random random, int count)
    {
        StringBuilder script = new("exec 2>/dev/null\n");
        for (int i = 0; i < count; i++)
        {
            string path = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => "abcd"[random.Next(4)]));
            string other = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => "abcd"[random.Next(4)]));
            string change = random.Next(14) switch
            {
                0 or 1 => $"mkdir -p {path}",
                2 or 3 => $"[ -p {path} ] || [ -b {path} ] || echo {i} > {path}",
                4 => $"rm -rf {path}",
                5 => $"rm -rf {path}; mkdir {path}; echo {i} > {path}/new",
                6 => $"ln -sf target{i} {path}",
                7 => $"ln {path} {other}",
                8 => $"chown {i}:{i} {path}; chmod {(i % 2 == 0 ? "4711" : "640")} {path}",
                9 => $"setfattr -n user.test -v {i} {path}",
                10 => $"setfattr -x user.test {path}",
                11 => $"mv -T {path} {other}",
                12 => $"mkfifo {path}; mknod {other} b 7 {i}",
                _ => $"touch -d @{i}000 {path}",
            };
            script.Append(CultureInfo.InvariantCulture, $"{change}\n");
        }

        return script.Append("true").ToString();
    }
}
