using System.Formats.Tar;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>Archives in ADD: A6.13.</summary>
public sealed class AddArchiveTests
{
    private static readonly string[] Unpacked = ["d 0755 0:0 to", "d 0750 5:6 to/d", "f 0640 7:8 to/d/f \"content\"", "l 0777 0:0 to/l -> d/f"];

    [SkippableTheory]
    [InlineData("plain.tar", null)]
    [InlineData("no-tar-name", "gzip")]
    [InlineData("b", "bzip2")]
    [InlineData("x", "xz")]
    [InlineData("z", "zstd")]
    public void A6_13_archives_are_known_by_their_content(string name, string? program)
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        WriteTar(stage, name, program, Directory("d/", 0x1E8, 5, 6), RegularFile("d/f", "content", 0x1A0, 7, 8), Link("l", "d/f"));

        stage.Copy("/to", name).Should().Equal(Unpacked);
        stage.Temporary.ReadEntries().Should().BeEmpty();
    }

    [Fact]
    public void A6_13_what_is_no_archive_is_copied()
    {
        using CopyStage stage = new CopyStage { Options = new() { IsAdd = true } }.With("f.tar.gz");
        File.WriteAllBytes(stage.HostPath("context", "empty"), []);
        CopyStage.File(stage.Context, "sub/inner.tar", "no archive");

        stage.Copy("/to", "f.tar.gz").Should().Equal("f 0644 0:0 to \"f.tar.gz\"");
        stage.Copy("/to/", "empty").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/empty \"\"");
    }

    [Fact]
    public void A6_13_archives_inside_a_directory_are_copied()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        stage.Context.CreateDirectory("sub", 0x1ED);
        WriteTar(stage, "sub/a.tar", null, RegularFile("f", "content"));

        stage.Copy("/to/", "sub").Should().HaveCount(2).And.Contain(line => line.StartsWith("f 0644 0:0 to/a.tar"));
        stage.Copy("/to/", "sub/*.tar").Should().Equal("d 0755 0:0 to", "f 0644 0:0 to/f \"content\"");
    }

    [Fact]
    public void A6_13_COPY_and_unpack_false_leave_archives_alone()
    {
        using CopyStage stage = new();
        WriteTar(stage, "a.tar", null, RegularFile("f", "content"));

        stage.Copy("/to/", "a.tar").Should().HaveCount(2).And.Contain(line => line.StartsWith("f 0644 0:0 to/a.tar"));
        stage.Options = new() { IsAdd = true, Unpacks = false };
        stage.Copy("/to/", "a.tar").Should().HaveCount(2).And.Contain(line => line.StartsWith("f 0644 0:0 to/a.tar"));
    }

    [Fact]
    public void A6_13_chown_applies_to_entries_and_chmod_does_not()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true, Owner = "3:4", Mode = "0777" } };
        WriteTar(stage, "a.tar", null, RegularFile("d/f", "content", 0x180, 7, 8));

        stage.Copy("/to", "a.tar").Should().Equal("d 0755 3:4 to", "d 0755 3:4 to/d", "f 0600 3:4 to/d/f \"content\"");
    }

    [Fact]
    public void A6_13_existing_directories_are_merged_and_other_things_replaced()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        CopyStage.Directory(stage.Root, "d", 0x1C0);
        CopyStage.File(stage.Root, "d/stays");
        CopyStage.File(stage.Root, "was-file");
        CopyStage.Directory(stage.Root, "was-directory");
        WriteTar(
            stage, "a.tar", null, Directory("./", 0x1C0, 9, 9), Directory("d", 0x1ED, 5, 6), RegularFile("d/f", "new"), Directory("was-file", 0x1ED, 0, 0), RegularFile("was-directory", "now a file"));

        stage.Copy("/", "a.tar").Should().Equal(
            "d 0755 5:6 d", "f 0644 0:0 d/f \"new\"", "f 0644 0:0 was-directory \"now a file\"", "d 0755 0:0 was-file");
    }

    [Fact]
    public void A6_13_a_directory_replaced_twice_is_opaque()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        CopyStage.File(stage.Root, "d/old");
        WriteTar(stage, "a.tar", null, RegularFile("d", "file"), Directory("d", 0x1ED, 0, 0), RegularFile("d/new", "new"));

        stage.Copy("/", "a.tar").Should().Equal("d 0755 0:0 d", "f 0000 0:0 d/.wh..wh..opq \"\"", "f 0644 0:0 d/new \"new\"");
    }

    [Fact]
    public void A6_13_links_on_the_way_are_followed_inside_the_destination()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        CopyStage.Directory(stage.Root, "to/usr/lib");
        stage.Root.CreateSymbolicLink("to/lib", "usr/lib");
        WriteTar(
            stage, "a.tar", null, Link("up", ".."), RegularFile("up/etc/f", "1"), Link("abs", "/etc"), RegularFile("abs/g", "2"), RegularFile("lib/h", "3"));

        stage.Copy("/to", "a.tar").Should().Equal(
            "d 0755 0:0 to",
            "l 0777 0:0 to/abs -> /etc",
            "d 0755 0:0 to/etc",
            "f 0644 0:0 to/etc/f \"1\"",
            "f 0644 0:0 to/etc/g \"2\"",
            "l 0777 0:0 to/up -> ..",
            "d 0755 0:0 to/usr",
            "d 0755 0:0 to/usr/lib",
            "f 0644 0:0 to/usr/lib/h \"3\"");
    }

    [Fact]
    public void A6_13_hard_links_are_kept_whatever_their_order_becomes()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        WriteTar(stage, "a.tar", null, RegularFile("z", "content"), HardLink("a", "z"), HardLink("d/b", "a"));

        stage.Copy("/", "a.tar").Should().Equal("f 0644 0:0 a \"content\"", "d 0755 0:0 d", "f d/b = a", "f z = a");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../etc/passwd")]
    [InlineData("missing")]
    public void A6_13_a_hard_link_to_what_is_not_in_the_archive_is_refused(string target)
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        CopyStage.File(stage.Root, "etc/passwd", "secret");
        WriteTar(stage, "a.tar", null, HardLink("l", target));

        Action copy = () => stage.Copy("/to/", "a.tar");

        copy.Should().Throw<Exception>().Which.Should().Match(error => error is InputException || error is Oci.InvalidContentException);
    }

    [Fact]
    public void A6_13_a_member_that_leads_out_of_the_archive_is_refused()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        WriteTar(stage, "a.tar", null, RegularFile("../../etc/cron.d/x", "bad"));

        Action copy = () => stage.Copy("/to/", "a.tar");

        copy.Should().Throw<Oci.InvalidContentException>();
    }

    [Fact]
    public void A6_13_names_of_markers_and_the_device_0_0_are_refused()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        WriteTar(stage, "wh.tar", null, RegularFile("etc/.wh.passwd", ""));
        WriteTar(stage, "dev.tar", null, new PaxTarEntry(TarEntryType.CharacterDevice, "etc/passwd") { DeviceMajor = 0, DeviceMinor = 0 });

        Action marker = () => stage.Copy("/", "wh.tar");
        Action device = () => stage.Copy("/", "dev.tar");

        marker.Should().Throw<InputException>().WithMessage("\"/etc/.wh.passwd\" cannot be stored in a layer: *");
        device.Should().Throw<InputException>().WithMessage("\"etc/passwd\" in \"dev.tar\" is the device 0:0, which stands for a removed file in a layer");
    }

    [Fact]
    public void A6_13_of_the_attributes_only_capabilities_are_kept()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        PaxTarEntry file = new(TarEntryType.RegularFile, "f", new Dictionary<string, string>
        {
            ["SCHILY.xattr.user.a"] = "test",
            ["SCHILY.xattr.trusted.overlay.opaque"] = "y",
            ["SCHILY.xattr.security.capability"] = "\u0001",
        });
        WriteTar(stage, "a.tar", null, file);

        stage.Copy("/", "a.tar").Should().Equal("f 0644 0:0 f security.capability=01 \"\"");
    }

    [SkippableFact]
    public void A6_13_sparse_members_are_copied_in_full()
    {
        Requires.Program("tar");
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        using (SafeFileHandle file = File.OpenHandle(stage.HostPath("root", "sparse"), FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, "end"u8, 1_000_000);
        }

        ProcessRunner.Run("tar", ["-S", "-cf", stage.HostPath("context", "a.tar"), "--mode=0644", "-C", stage.HostPath("root"), "sparse"]).Succeeded();

        stage.Copy("/to", "a.tar").Should().Equal("d 0755 0:0 to", $"f 0644 0:0 to/sparse \"{new string('\0', 1_000_000)}end\"");
        stage.Temporary.ReadEntries().Should().BeEmpty();
    }

    [SkippableFact]
    public void A6_13_a_cut_off_archive_is_an_error()
    {
        Requires.Program("gzip");
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        WriteTar(stage, "a.tar", "gzip", RegularFile("f", new string('x', 100_000)));
        using (SafeFileHandle file = File.OpenHandle(stage.HostPath("context", "a.tar"), FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.SetLength(file, RandomAccess.GetLength(file) - 20);
        }

        Action copy = () => stage.Copy("/", "a.tar");

        copy.Should().Throw<Oci.InvalidContentException>();
        stage.Temporary.ReadEntries().Should().BeEmpty();
    }

    private static void WriteTar(CopyStage stage, string path, string? program, params PaxTarEntry[] entries)
    {
        string hostPath = stage.HostPath("context", path);
        using (FileStream file = File.Create(hostPath))
        using (TarWriter writer = new(file))
        {
            foreach (PaxTarEntry entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        if (program is not null)
        {
            Requires.Program(program);
            ProcessRunner.Run("sh", ["-c", $"{program} -c < '{hostPath}' > '{hostPath}.tmp' && mv '{hostPath}.tmp' '{hostPath}'"]).Succeeded();
        }

        stage.Context.SetMode(path, 0x1A4);
        stage.Context.SetTimes(path, CopyStage.FileTime);
    }

    private static PaxTarEntry RegularFile(string name, string content, int mode = 0x1A4, int user = 0, int group = 0) => new(TarEntryType.RegularFile, name)
    {
        Mode = (UnixFileMode)mode,
        Uid = user,
        Gid = group,
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
    };

    private static PaxTarEntry Directory(string name, int mode, int user, int group) => new(TarEntryType.Directory, name)
    {
        Mode = (UnixFileMode)mode,
        Uid = user,
        Gid = group,
    };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target, Mode = (UnixFileMode)0x1FF };

    private static PaxTarEntry HardLink(string name, string target) => new(TarEntryType.HardLink, name) { LinkName = target };
}
