using System.Text.Json.Nodes;

namespace Sharpbuild.TestSupport;

/// <summary>The base images of the tests as OCI image layouts, made once per machine and kept in <see cref="Repository.Cache"/>.</summary>
public static class BaseImages
{
    private const string SearchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly Lock Gate = new();

    /// <summary>A static busybox with its applets as hard links.</summary>
    public static string Busybox() => Cached("busybox-3", layout =>
    {
        Requires.Program("busybox");
        OciLayoutWriter.Write(layout, BusyboxTree().WriteTo, Configuration("sh"));
    });

    /// <summary>The same tree with an <c>etc/alpine-release</c>.</summary>
    public static string Alpine() => Cached("alpine-3", layout =>
    {
        Requires.Program("busybox");
        OciLayoutWriter.Write(layout, BusyboxTree().Text("etc/alpine-release", "3.20.0\n").WriteTo, Configuration("/bin/sh"));
    });

    /// <summary>A Debian minbase tree; needs root, debootstrap and a mirror, and takes a minute the first time.</summary>
    public static string Debian() => Cached("debian-2", layout =>
    {
        Requires.Root();
        Requires.Program("debootstrap");
        using TemporaryDirectory work = new("debian");
        ProcessResult result = ProcessRunner.Run("debootstrap", ["--variant=minbase", Release(), work.At("root")]);
        Xunit.Skip.If(result.ExitCode != 0, "debootstrap could not make a Debian tree: " + result.Output.Split('\n')[0]);
        ProcessRunner.Run("ln", ["-sf", "bash", work.At("root", "usr/bin/sh")]).Succeeded();
        ProcessRunner.Run("rm", ["-rf", work.At("root", "var/cache/apt/archives"), work.At("root", "var/lib/apt/lists")]).Succeeded();
        string[] pack = ["-c", "--numeric-owner", "--exclude=./dev/*", "--format=pax", "-C", work.At("root"), "-f", work.At("layer.tar"), "."];
        ProcessRunner.Run("tar", pack).Succeeded();
        OciLayoutWriter.Write(layout, stream => Copy(work.At("layer.tar"), stream), Configuration("bash"));
    });

    /// <summary>The release of this machine, so that its package sources fit the tree.</summary>
    private static string Release() => File.ReadLines("/etc/os-release")
        .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?.Split('=')[1] ?? "stable";

    private static void Copy(string hostPath, Stream destination)
    {
        using FileStream source = File.OpenRead(hostPath);
        source.CopyTo(destination);
    }

    private static string Cached(string name, Action<string> make)
    {
        string layout = Path.Combine(Repository.Cache, name);
        lock (Gate)
        {
            if (!Directory.Exists(layout))
            {
                string unfinished = $"{layout}.{Environment.ProcessId}";
                make(unfinished);
                Directory.Move(unfinished, layout);
            }
        }

        return layout;
    }

    /// <summary>The configuration of the bases.</summary>
    public static JsonObject Configuration(string command) => new()
    {
        ["Env"] = new JsonArray(SearchPath),
        ["Cmd"] = new JsonArray(command),
    };

    /// <summary>The tree of the busybox base, for bases that differ from it.</summary>
    public static ImageTree BusyboxTree()
    {
        ImageTree tree = new();
        foreach (string name in new[] { "bin", "dev", "etc", "home", "usr", "usr/bin", "usr/sbin", "var", "var/spool", "var/www" })
        {
            tree.Directory(name);
        }

        tree.Directory("root", 0b111_000_000).Directory("tmp", 0b1_111_111_111);
        tree.File("bin/busybox", File.ReadAllBytes("/bin/busybox"), 0b111_101_101);
        foreach (string applet in ProcessRunner.Run("/bin/busybox", ["--list"]).Succeeded().Text.Split('\n').Where(a => a is not ("busybox" or "adduser")))
        {
            tree.Hardlink("bin/" + applet, "bin/busybox");
        }

        return tree.Symlink("usr/bin/env", "../../bin/env")
            .Text("usr/sbin/adduser", AccountFiles.AddUser, 0b111_101_101)
            .Text("etc/passwd", AccountFiles.Passwd).Text("etc/group", AccountFiles.Group)
            .Text("etc/shadow", "root:*:19000:0:99999:7:::\n", 0b110_100_000)
            .Text("etc/os-release", "ID=test\nNAME=\"Test base\"\n")
            .Text("etc/nsswitch.conf", "hosts: files dns\n");
    }
}
