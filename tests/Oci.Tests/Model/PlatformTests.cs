using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Tests.Model;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("Linux/x86_64", "linux/amd64")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("linux/arm/6", "linux/arm/v6")]
    [InlineData("linux/amd64/v1", "linux/amd64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3")]
    [InlineData("windows/amd64", "windows/amd64")]
    [InlineData("riscv64", "linux/riscv64")]
    public void Platforms_have_one_spelling(string text, string expected) => Platform.Parse(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("linux/")]
    [InlineData("a/b/c/d")]
    [InlineData("linux/amd 64")]
    [InlineData("nonsense")]
    public void Other_words_are_no_platform(string text)
    {
        Action parse = () => Platform.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"\"{text}\" is not a platform such as linux/amd64 or linux/arm/v7");
    }

    [Theory]
    [InlineData("linux/amd64", "linux/amd64", 0)]
    [InlineData("linux/amd64", "linux/amd64/v2", -1)]
    [InlineData("linux/amd64/v3", "linux/amd64", 20)]
    [InlineData("linux/arm/v7", "linux/arm/v6", 10)]
    [InlineData("linux/arm/v6", "linux/arm/v7", -1)]
    [InlineData("linux/arm64", "linux/arm", -1)]
    [InlineData("linux/amd64", "windows/amd64", -1)]
    public void A_platform_runs_images_of_its_own_and_of_lower_variants(string wanted, string offered, int distance) =>
        Platform.Parse(wanted).Distance(Platform.Parse(offered)).Should().Be(distance);
}
