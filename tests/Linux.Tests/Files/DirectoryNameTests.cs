using Sharpbuild.Linux.Files;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Linux.Tests.Files;

public sealed class DirectoryNameTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_name_that_is_free_is_taken()
    {
        Directory.CreateDirectory(At("made"));

        DirectoryName.TryTake(At("made"), At("name")).Should().BeTrue();

        Directory.Exists(At("name")).Should().BeTrue();
        Directory.Exists(At("made")).Should().BeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_that_has_the_name_already_stays_even_if_it_is_empty(bool isEmpty)
    {
        Directory.CreateDirectory(At("made"));
        Directory.CreateDirectory(isEmpty ? At("name") : At("name/child"));
        using DirectoryHandle opened = DirectoryHandle.OpenHost(At("name"));

        DirectoryName.TryTake(At("made"), At("name")).Should().BeFalse();

        File.WriteAllText(At("name/file"), "");
        opened.ReadEntries().Select(entry => entry.Name).Should().Contain("file");
        Directory.Exists(At("made")).Should().BeTrue();
    }

    [Fact]
    public void A_directory_that_is_not_there_is_an_error() =>
        ((Action)(() => DirectoryName.TryTake(At("none"), At("name")))).Should().Throw<LinuxException>().WithMessage("*name*No such file*");

    public void Dispose() => _directory.Dispose();

    private string At(string name) => Path.Combine(_directory.HostPath, name);
}
