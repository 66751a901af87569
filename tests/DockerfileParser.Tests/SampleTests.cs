using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.TestSupport;

namespace Sharpbuild.DockerfileParser.Tests;

public sealed class SampleTests
{
    private static readonly string Samples = Path.Combine(Repository.Root, "samples");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Samples, "Dockerfile", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Samples, file))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_has_no_mistake_and_no_warning(string name)
    {
        string file = Path.Combine(Samples, name);
        string ignoreFile = Path.Combine(Path.GetDirectoryName(file) ?? "", ".dockerignore");

        ParseResult result = Dockerfile.Parse(new SourceText(name, File.ReadAllText(file)));
        IgnorePatterns? ignore = File.Exists(ignoreFile) ? IgnorePatterns.Parse(File.ReadAllLines(ignoreFile)) : null;

        result.Diagnostics.Should().BeEmpty();
        DockerfileChecker.Check(result.Dockerfile, new CheckOptions { Ignore = ignore }).Warnings.Should().BeEmpty();
    }
}
