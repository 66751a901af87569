using CsCheck;

namespace Sharpbuild.Oci.Tests;

public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36")]
    [InlineData("me/app", "docker.io/me/app:latest", "me/app:latest")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("index.docker.io/me/app", "docker.io/me/app:latest", "me/app:latest")]
    [InlineData("docker.io/library/a/b", "docker.io/library/a/b:latest", "library/a/b:latest")]
    [InlineData("localhost/app", "localhost/app:latest", "localhost/app:latest")]
    [InlineData("localhost:5000/app:x", "localhost:5000/app:x", "localhost:5000/app:x")]
    [InlineData("[::1]:5000/app", "[::1]:5000/app:latest", "[::1]:5000/app:latest")]
    [InlineData("ghcr.io/a/b-c__d.e/f:V1_.-", "ghcr.io/a/b-c__d.e/f:V1_.-", "ghcr.io/a/b-c__d.e/f:V1_.-")]
    [InlineData("busybox@sha256:" + Hex, "docker.io/library/busybox@sha256:" + Hex, "busybox@sha256:" + Hex)]
    [InlineData("busybox:1@sha256:" + Hex, "docker.io/library/busybox:1@sha256:" + Hex, "busybox:1@sha256:" + Hex)]
    [InlineData("a---b/c", "docker.io/a---b/c:latest", "a---b/c:latest")]
    [InlineData("UPPER/app", "UPPER/app:latest", "UPPER/app:latest")]
    public void Short_names_become_full_and_back(string text, string full, string familiar)
    {
        ImageReference reference = ImageReference.Parse(text);

        (reference.ToString(), reference.ToFamiliarString()).Should().Be((full, familiar));
    }

    [Theory]
    [InlineData("", "the name is empty")]
    [InlineData("docker.io/", "the name is empty")]
    [InlineData("Busybox", "the repository name must be in lower case: \"Busybox\"")]
    [InlineData("a:", "\"\" is not a tag: at most 128 letters, digits, '_', '.' and '-', not starting with '.' or '-'")]
    [InlineData("a:-x", "\"-x\" is not a tag: at most 128 letters, digits, '_', '.' and '-', not starting with '.' or '-'")]
    [InlineData("a@sha256:12", "\"sha256:12\" is not a digest such as sha256:<64 hexadecimal digits>")]
    [InlineData("a//b", "\"\" is not a part of a repository name: lower-case letters and digits, separated by '.', '_', '__' or dashes")]
    [InlineData("a/../b", "\"..\" is not a part of a repository name: lower-case letters and digits, separated by '.', '_', '__' or dashes")]
    [InlineData("a.-b", "\"a.-b\" is not a part of a repository name: lower-case letters and digits, separated by '.', '_', '__' or dashes")]
    [InlineData("a___b", "\"a___b\" is not a part of a repository name: lower-case letters and digits, separated by '.', '_', '__' or dashes")]
    [InlineData("host:99999/a", "\"host:99999\" is not a registry's host name")]
    [InlineData("host.:5/a", "\"host.:5\" is not a registry's host name")]
    [InlineData("evil.com\n/a", "\"evil.com\n\" is not a registry's host name")]
    [InlineData("user@evil.com/a", "\"evil.com/a\" is not a digest such as sha256:<64 hexadecimal digits>")]
    [InlineData(Hex, "64 hexadecimal digits are an image ID, not a name")]
    public void Wrong_references_say_why(string text, string problem)
    {
        Action parse = () => ImageReference.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"\"{text}\" is not an image reference: {problem}");
    }

    [Fact]
    public void The_longest_name_has_255_characters()
    {
        string path = "x/" + new string('a', 255 - "docker.io/x/".Length);

        (ImageReference.TryParse(path, out _), ImageReference.TryParse(path + "a", out _)).Should().Be((true, false));
    }

    [Theory]
    [InlineData(237, true)]
    [InlineData(238, false)]
    public void A_short_name_is_measured_with_what_its_full_form_adds(int length, bool isAccepted)
    {
        bool accepted = ImageReference.TryParse(new string('a', length), out ImageReference? reference);

        accepted.Should().Be(isAccepted);
        (reference is null || ImageReference.Parse(reference.ToString()) == reference).Should().BeTrue();
    }

    [Fact]
    public void Whatever_is_accepted_is_its_own_normal_form() => Gen.String[Gen.OneOfConst([.. "aZ0._-:/@[]\n sha256"]), 0, 40].Sample(text =>
    {
        if (ImageReference.TryParse(text, out ImageReference? reference))
        {
            ImageReference.Parse(reference.ToString()).Should().Be(reference);
            ImageReference.Parse(reference.ToFamiliarString()).Should().Be(reference);
            new Uri($"https://{reference.Domain}/v2/{reference.Path}/").AbsolutePath.Should().Be($"/v2/{reference.Path}/");
        }
    });
}
