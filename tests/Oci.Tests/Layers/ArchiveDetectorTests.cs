using Microsoft.Win32.SafeHandles;

using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class ArchiveDetectorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("detect");

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData("cat")]
    [InlineData("gzip -c")]
    [InlineData("bzip2 -c")]
    [InlineData("xz -c")]
    [InlineData("zstd -c")]
    public void A_tar_archive_is_one_whatever_its_name_and_a_text_is_none(string program)
    {
        Requires.Program(program.Split(' ')[0]);
        TestTrees.Run(_directory.HostPath, $"echo text > text; tar -cf - text | {program} > archive.txt; {program} < text > text.tar.gz");

        IsArchive("archive.txt").Should().BeTrue();
        IsArchive("text.tar.gz").Should().BeFalse();
    }

    [Fact]
    public void Other_files_are_no_archives()
    {
        TestTrees.Run(_directory.HostPath, """
            : > empty
            head -c 10240 /dev/zero > zeros
            printf '\037\213\010' > start-of-gzip
            printf '\3757zXZ\000' > start-of-xz
            echo x > x; tar -cf whole x; head -c 500 whole > cut; tr x y < whole > changed
            """);

        new[] { "empty", "zeros", "start-of-gzip", "start-of-xz", "cut", "changed" }.Where(IsArchive).Should().BeEmpty();
        IsArchive("whole").Should().BeTrue();
    }

    private bool IsArchive(string name)
    {
        using SafeFileHandle file = File.OpenHandle(_directory.At(name));
        return ArchiveDetector.IsArchive(file);
    }
}
