using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layout;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layout;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("output");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_old_file_stays_until_the_new_one_is_complete()
    {
        string path = _directory.Write("out.tar", "old");
        using (OutputFile file = OutputFile.Create(path))
        {
            file.Content.Write("new"u8);
            File.ReadAllText(path).Should().Be("old");
            file.Commit();
        }

        File.ReadAllText(path).Should().Be("new");
        Directory.GetFiles(_directory.HostPath).Should().Equal(path);
    }

    [Fact]
    public void A_file_that_is_given_up_leaves_nothing()
    {
        using (OutputFile file = OutputFile.Create(_directory.At("new", "out.tar")))
        {
            file.Content.Write("half"u8);
        }

        Directory.GetFiles(_directory.At("new")).Should().BeEmpty();
    }

    [Fact]
    public void A_link_is_replaced_and_its_target_stays()
    {
        string target = _directory.Write("target", "old");
        File.CreateSymbolicLink(_directory.At("link"), "target");
        using (OutputFile file = OutputFile.Create(_directory.At("link")))
        {
            file.Content.Write("new"u8);
            file.Commit();
        }

        (File.ReadAllText(target), File.ReadAllText(_directory.At("link")), new FileInfo(_directory.At("link")).LinkTarget).Should().Be(("old", "new", null));
    }

    [Fact]
    public void A_device_is_written_directly()
    {
        using OutputFile file = OutputFile.Create("/dev/null");
        file.Content.Write("x"u8);

        file.Commit();

        using DirectoryHandle devices = DirectoryHandle.OpenHost("/dev");
        devices.GetStatus("null").Kind.Should().Be(FileKind.CharacterDevice);
    }
}
