using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;

namespace Sharpbuild.Builder.Tests.Contexts.Remote;

public sealed class GitAddressTests
{
    public static TheoryData<string, GitAddress> Addresses => new()
    {
        { "https://h/a/b.git", new("https://h/a/b.git") },
        { "https://h/b.git#v1", new("https://h/b.git") { Reference = "v1" } },
        { "https://h/b.git#v1:sub/../dir", new("https://h/b.git") { Reference = "v1", Subdirectory = "dir" } },
        { "https://h/b.git#:dir", new("https://h/b.git") { Subdirectory = "dir" } },
        { "git://h/b", new("git://h/b") },
        { "ssh://u@h:22/b#x", new("ssh://u@h:22/b") { Reference = "x" } },
        { "git@github.com:a/b.git#main:../../etc", new("git@github.com:a/b.git") { Reference = "main", Subdirectory = "etc" } },
        { "https://h/b.git?ref=v1&subdir=d&submodules=0&keep-git-dir", new("https://h/b.git") { Reference = "v1", Subdirectory = "d", HasSubmodules = false, KeepsGitDirectory = true } },
        { "https://h/b.git?branch=a%2Fb&checksum=abcd", new("https://h/b.git") { Reference = "refs/heads/a/b", Commit = "abcd" } },
        { "https://h/b.git?tag=t&keep-git-dir=false", new("https://h/b.git") { Reference = "refs/tags/t", KeepsGitDirectory = false } },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Addresses_of_repositories_are_read(string text, GitAddress expected)
    {
        GitAddress.TryParse(text, out GitAddress address).Should().BeTrue();

        address.Should().Be(expected);
    }

    [Theory]
    [InlineData("https://h/file.tar")]
    [InlineData("https://h/b.git/info")]
    [InlineData("file:///srv/b.git")]
    [InlineData("ext::sh -c id")]
    [InlineData("a/b.git")]
    [InlineData("./x@y:z")]
    public void Other_texts_are_none(string text)
    {
        GitAddress.TryParse(text, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("ssh://-oProxyCommand=id/b")]
    [InlineData("u@-oProxyCommand=id:b")]
    [InlineData("git@h:-b")]
    [InlineData("git://h/-b")]
    [InlineData("https://h/b.git#--upload-pack=id")]
    [InlineData("https://h/b.git#a..b")]
    [InlineData("https://h/b.git?ref=")]
    [InlineData("https://h/b.git?checksum=xyzw")]
    [InlineData("https://h/b.git?depth=1")]
    [InlineData("https://h/b.git?ref=a#b")]
    [InlineData("https://h/b.git#a\nb")]
    public void What_could_be_taken_for_an_option_is_refused(string text)
    {
        Func<bool> parse = () => GitAddress.TryParse(text, out _);

        parse.Should().Throw<InputException>();
    }

    [Fact]
    public void A_password_is_taken_out_and_never_shown()
    {
        GitAddress.TryParse("https://me:secret@h/b.git#v1", out GitAddress address).Should().BeTrue();

        address.Url.Should().Be("https://h/b.git");
        address.ToString().Should().NotContain("secret");
        Func<bool> malformed = () => GitAddress.TryParse("https://me:secret@h/b.git?x=1", out _);
        malformed.Should().Throw<InputException>().Which.Message.Should().NotContain("secret").And.Contain("https://h/b.git");
    }
}
