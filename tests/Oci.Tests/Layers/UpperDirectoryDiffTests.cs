using System.Net.Sockets;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class UpperDirectoryDiffTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("diff");
    private readonly List<string> _mounts = [];

    public void Dispose()
    {
        foreach (string mount in _mounts)
        {
            ProcessRunner.Run("umount", [mount]);
        }

        _directory.Dispose();
    }

    [SkippableFact]
    public void A_layer_of_the_upper_directory_brings_back_what_the_step_left()
    {
        string lower = _directory.MakeDirectory("lower");
        TestTrees.MakeRich(lower);
        TestTrees.Run(lower, "mkdir -p gone/sub replaced/sub cleared; touch gone/a replaced/a cleared/a file-to-dir; mkdir dir-to-file; ln -s x link-to-dir");
        string merged = Mount("first", lower, upper: true);
        TestTrees.Run(merged, """
            set -e
            rm -r gone
            rm -r replaced; mkdir replaced; touch replaced/new
            rm file-to-dir; mkdir file-to-dir; touch file-to-dir/x
            rmdir dir-to-file; touch dir-to-file
            rm link-to-dir; mkdir link-to-dir; touch link-to-dir/x
            rm etc/512
            echo more >> etc/513
            chmod 0700 etc/empty
            ln etc/511 etc/511-again
            echo new > 'new file'; ln 'new file' hard1; ln 'new file' hard2
            mknod null c 1 3; mkfifo pipe
            setfattr -n user.new -v value etc/nothing
            setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 hard1
            touch -d '2005-01-01 UTC' etc
            """);

        byte[] tar = Diff(_directory.At("first-upper"), new DiffOptions(), out DiffResult result);
        TestTrees.Unpack(new MemoryStream(tar), _directory.At("layer"), UnpackMode.OverlayLower);
        string again = Mount("second", $"{_directory.At("layer")}:{lower}", upper: false);

        TestTrees.List(again).Should().Equal(TestTrees.List(merged));
        (result.Whiteouts, result.OpaqueDirectories).Should().Be((2, 3));
    }

    [SkippableFact]
    public void A_layer_of_the_merged_tree_is_that_of_its_copy()
    {
        string lower = _directory.MakeDirectory("lower");
        TestTrees.MakeRich(lower);
        string merged = Mount("first", lower, upper: true);
        TestTrees.Run(merged, "rm -r etc; mkdir etc; touch etc/new");

        (byte[] tar, _) = TestTrees.Write(merged);
        TestTrees.Unpack(new MemoryStream(tar), _directory.At("copy"));

        TestTrees.List(_directory.At("copy")).Should().Equal(TestTrees.List(merged));
    }

    [SkippableFact]
    public void A_step_that_changes_nothing_gives_no_entries()
    {
        string lower = _directory.MakeDirectory("lower");
        TestTrees.MakeRich(lower);
        string merged = Mount("first", lower, upper: true);
        TestTrees.Run(merged, "cat etc/* > /dev/null; ls -lR > /dev/null");

        Diff(_directory.At("first-upper"), new DiffOptions(), out DiffResult result);

        result.Should().BeEquivalentTo(new DiffResult(0, 0, 0, 0, []));
    }

    [Fact]
    public void Excluded_paths_and_unchanged_directories_above_them_are_left_out()
    {
        string upper = _directory.MakeDirectory("upper");
        TestTrees.Run(upper, "mkdir -p etc/sub run var/log; touch etc/resolv.conf run/x var/log/kept; mkdir etc/sub/deep");
        DiffOptions options = new()
        {
            ExcludedPaths = new HashSet<string> { "etc/resolv.conf", "run" },
            IsUnchangedDirectory = (path, status) => status.IsDirectory && path != "etc/sub/deep",
        };

        byte[] tar = Diff(upper, options, out DiffResult result);

        TestTrees.Read(new MemoryStream(tar)).Select(entry => entry.Path).Should().Equal("etc", "etc/sub", "etc/sub/deep", "var", "var/log", "var/log/kept");
        result.Entries.Should().Be(6);
    }

    [Fact]
    public void Sockets_are_left_out_and_named()
    {
        string upper = _directory.MakeDirectory("u");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(upper, "s.sock")));

        Diff(upper, new DiffOptions(), out DiffResult result);

        result.SkippedSockets.Should().Equal("s.sock");
        result.Entries.Should().Be(0);
    }

    [Fact]
    public void A_name_that_a_layer_cannot_hold_is_an_error_that_names_it()
    {
        string upper = _directory.MakeDirectory("upper");
        TestTrees.Run(upper, "mkdir etc; touch etc/.wh.passwd");

        Action diff = () => Diff(upper, new DiffOptions(), out _);

        diff.Should().Throw<InvalidContentException>().WithMessage("\"etc/.wh.passwd\" cannot be stored in a layer*");
    }

    [SkippableFact]
    public void Attributes_of_overlayfs_stay_behind_and_only_its_own_class_marks_opaque_directories()
    {
        Requires.Root();
        Requires.Program("setfattr");
        string upper = _directory.MakeDirectory("upper");
        TestTrees.Run(upper, """
            mkdir a b c
            setfattr -n trusted.overlay.opaque -v y a
            setfattr -n user.overlay.opaque -v y b
            setfattr -n user.sharpbuild.owner -v 0:0 b
            setfattr -n user.overlay.origin -v x c
            setfattr -n user.other -v x c
            """);

        byte[] tar = Diff(upper, new DiffOptions(), out _);

        List<LayerEntry> entries = TestTrees.Read(new MemoryStream(tar));
        entries.Select(entry => entry.Path).Should().Equal("a", "a/.wh..wh..opq", "b", "c");
        entries.SelectMany(entry => entry.Xattrs).Select(xattr => xattr.Name).Should().Equal("user.other");
    }

    private static byte[] Diff(string upper, DiffOptions options, out DiffResult result)
    {
        using DirectoryHandle directory = DirectoryHandle.OpenHost(upper);
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, default);
        result = UpperDirectoryDiff.Write(directory, writer, options, CancellationToken.None);
        writer.Finish();
        return tar.ToArray();
    }

    private string Mount(string name, string lower, bool upper)
    {
        Requires.Root();
        string merged = _directory.MakeDirectory(name + "-merged");
        string options = upper
            ? $"upperdir={_directory.MakeDirectory(name + "-upper")},workdir={_directory.MakeDirectory(name + "-work")},redirect_dir=off,metacopy=off,index=off,"
            : "";
        ProcessResult result = ProcessRunner.Run("mount", ["-t", "overlay", "overlay", "-o", $"{options}lowerdir={lower}", merged]);
        Skip.If(result.ExitCode != 0, "overlay cannot be mounted here: " + result.Error);
        _mounts.Add(merged);
        return merged;
    }
}
