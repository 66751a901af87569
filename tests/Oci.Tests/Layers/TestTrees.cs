using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

/// <summary>Directories full of what layers must keep, and what they look like to other programs.</summary>
internal static class TestTrees
{
    /// <summary>Names that fit into every format.</summary>
    private const string PlainScript = """
        set -e
        mkdir -p usr/bin etc/empty var/spool
        printf '' > etc/nothing
        head -c 511 /dev/zero | tr '\0' a > etc/511
        head -c 512 /dev/zero | tr '\0' b > etc/512
        head -c 513 /dev/zero | tr '\0' c > etc/513
        head -c 700000 /dev/urandom > usr/bin/program
        ln usr/bin/program usr/bin/same
        ln etc/nothing etc/nothing2
        ln -s ../bin/program usr/link
        ln -s /nowhere/at/all etc/dangling
        mkfifo var/spool/pipe
        chmod 4755 usr/bin/program
        chmod 0600 etc/511
        chmod 1777 var/spool
        chmod 2755 usr/bin
        touch -d '2001-02-03 04:05:06 UTC' etc/512 var/spool
        touch -h -d '2002-02-03 04:05:06 UTC' etc/dangling
        """;

    private const string RootScript = """
        mknod var/null c 1 3
        mknod var/disk b 8 17
        chown 1000:1001 etc/513
        chown -h 33:33 usr/link
        """;

    /// <summary>What only pax can hold.</summary>
    private const string RichScript = """
        long=$(printf 'n%.0s' $(seq 1 200))
        mkdir -p "deep/$long/$long" "split/$(printf 'd%.0s' $(seq 1 90))"
        echo long > "deep/$long/$long/$long"
        echo split > "split/$(printf 'd%.0s' $(seq 1 90))/file"
        ln -s "$long/$long" deep/link
        ln "deep/$long/$long/$long" deep/hard
        echo umlaut > 'grün ✓.txt'
        ln -s 'grün ✓.txt' grün-link
        printf bytes > "$(printf 'raw\377\376name')"
        printf 'with\nnewline' > "$(printf 'new\nline')"
        touch -d '1960-01-01 00:00:00 UTC' 'before 1970'
        touch -d '2400-01-01 00:00:00 UTC' 'far off'
        dd if=/dev/zero of=sparse bs=1 count=1 seek=3000000 2>/dev/null
        """;

    private const string RichRootScript = """
        chown 3000000:4000000 'far off'
        setfattr -n user.note -v 'value = here' etc/513
        setfattr -n user.empty etc/513
        setfattr -n user.on-dir -v x usr/bin
        setfattr -n trusted.note -v t etc/511
        setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 usr/bin/program
        """;

    public static void MakePlain(string directory) => Run(directory, PlainScript + "\n" + (Environment.IsPrivilegedProcess ? RootScript : ""));

    public static void MakeRich(string directory)
    {
        Requires.Root();
        Requires.Program("setfattr", "getfattr");
        Run(directory, string.Join('\n', PlainScript, RootScript, RichScript, RichRootScript));
    }

    public static void Run(string directory, string script) =>
        ProcessRunner.Run("sh", ["-c", script], new ProcessSettings { WorkingDirectory = directory }).Succeeded();

    /// <summary>A tree as find, sha256sum and getfattr see it: one line for each fact, times in whole seconds.</summary>
    public static string[] List(string directory)
    {
        const string Script = """
            export LC_ALL=C
            find . -mindepth 1 -printf '%y %m %U:%G %Ts n=%n %P -> %l\n' | sort -k6
            find . -type f -printf '%s %P\0' | sort -z | tr '\0' '\n'
            find . -type f -print0 | sort -z | xargs -0 -r sha256sum
            find . -type c -o -type b | sort | xargs -r stat -c '%t:%T %n'
            getfattr -R -h -d -m - -e hex . 2>/dev/null | grep -v -e overlay -e selinux
            find . -type f -links +1 -printf '%i %P\n' | sort -k2 | awk '{ if (!($1 in first)) first[$1] = $2; print "same as " first[$1] ": " $2 }'
            """;
        ProcessResult result = ProcessRunner.Run("sh", ["-c", Script], new ProcessSettings { WorkingDirectory = directory });
        return result.Output.Split('\n');
    }

    /// <summary>Writes a directory as a layer.</summary>
    public static (byte[] Tar, LayerDigests Digests) Write(string directory, LayerTimes times = default)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(directory);
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, times);
        TreeDiff.Write(root, writer, new DiffOptions(), CancellationToken.None);
        LayerDigests digests = writer.Finish();
        return (tar.ToArray(), digests);
    }

    /// <summary>Unpacks an archive.</summary>
    public static UnpackResult Unpack(Stream tar, string directory, UnpackMode mode = UnpackMode.PlainTree)
    {
        Directory.CreateDirectory(directory);
        using DirectoryHandle target = DirectoryHandle.OpenHost(directory);
        return LayerUnpacker.Unpack(tar, target, new UnpackOptions(mode), CancellationToken.None);
    }

    /// <summary>All entries of an archive.</summary>
    public static List<LayerEntry> Read(Stream tar)
    {
        using LayerReader reader = new(tar);
        List<LayerEntry> entries = [];
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
