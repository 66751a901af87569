using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Commands;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Cli.Tests.Commands;

public sealed class CacheOptionsTests
{
    [Theory]
    [InlineData("registry.example/app:cache", "registry.example/app:cache")]
    [InlineData("app,other:1", "app:latest other:1")]
    [InlineData("type=registry,ref=registry.example/app:cache", "registry.example/app:cache")]
    [InlineData("ref=registry.example/app:cache", "registry.example/app:cache")]
    [InlineData("type=local,src=/cache", "/cache")]
    [InlineData("type=local,src=/cache,tag=main", "/cache:main")]
    public void Imports(string text, string names) =>
        CacheOptions.Imports(text, []).Select(option => option.Name).Should().Equal(names.Split(' '));

    [Fact]
    public void An_export_takes_all_fields_of_buildx()
    {
        List<string> insecure = [];

        CacheExportOption export = CacheOptions.Export(
            "type=registry,ref=registry.example/app:cache,mode=max,image-manifest=true,oci-mediatypes=true,compression=zstd,compression-level=9,force-compression=true,ignore-error=true,registry.insecure=true", insecure);

        (export.Name, export.OfAllStages, export.IgnoresErrors).Should().Be(("registry.example/app:cache", true, true));
        export.Compression.Should().Be(new CompressionOptions(CompressionKind.Zstd, 9));
        insecure.Should().Equal("registry.example");
        CacheOptions.Export("type=local,dest=/cache,reset=true", []).Should().Match<CacheExportOption>(local => local.HostPath == "/cache" && local.Tag == "latest" && local.Resets && !local.OfAllStages);
        CacheOptions.Export("type=inline", []).Compression.Should().BeNull();
    }

    [Theory]
    [InlineData("type=gha", "\"gha\" is not known", "registry, local, inline")]
    [InlineData("type=s3,bucket=b", "unknown field \"bucket\"", "known are type")]
    [InlineData("type=local", "dest is missing", "dest=DIRECTORY")]
    [InlineData("type=registry", "ref is missing", "ref=REGISTRY")]
    [InlineData("mode=max", "type is missing", "type=")]
    [InlineData("type=inline,mode=max", "only the steps whose layers it has", "mode=min")]
    [InlineData("type=registry,ref=app,mode=all", "\"all\" is not known", "min, max")]
    [InlineData("type=registry,ref=app,compression=lz4", "\"lz4\" is not known", "gzip, zstd")]
    [InlineData("type=registry,ref=app,compression-level=x", "\"x\" is not known", "a number")]
    public void Wrong_exports_say_what_to_write(string text, string problem, string help)
    {
        Action read = () => CacheOptions.Export(text, []);

        UsageException refused = read.Should().Throw<UsageException>().Which;
        refused.Message.Should().StartWith($"--cache-to {text}: ").And.Contain(problem);
        refused.Help.Should().Contain(help);
    }

    [Theory]
    [InlineData("type=inline", "by the image's name", "type=registry")]
    [InlineData("type=azblob", "\"azblob\" is not known", "registry, local")]
    [InlineData("type=local,dest=/cache", "unknown field \"dest\"", "src")]
    public void Wrong_imports_say_what_to_write(string text, string problem, string help)
    {
        Action read = () => CacheOptions.Imports(text, []);

        UsageException refused = read.Should().Throw<UsageException>().Which;
        refused.Message.Should().StartWith($"--cache-from {text}: ").And.Contain(problem);
        refused.Help.Should().Contain(help);
    }
}
