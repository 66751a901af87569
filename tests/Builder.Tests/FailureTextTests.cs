using Sharpbuild.Linux;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Builder.Tests;

/// <summary>Messages of the machine.</summary>
public sealed class FailureTextTests
{
    [Theory]
    [InlineData("No space left on device : '/store/blob-1'", "/store/blob-1: No space left on device")]
    [InlineData("Could not find file '/store/it's'.", "Could not find file '/store/it's'.")]
    [InlineData("the blob ends with 'x'", "the blob ends with 'x'")]
    public void The_path_comes_first(string text, string expected) => FailureText.Of(new IOException(text)).Should().Be(expected);

    [Theory]
    [InlineData("No space left on device : '/store/blob-1'", "No space left on device")]
    [InlineData("the blob ends with 'x'", "the blob ends with 'x'")]
    public void The_reason_has_no_path(string text, string expected) => FailureText.Reason(new IOException(text)).Should().Be(expected);

    [Fact]
    public void A_message_of_our_own_stays_as_it_is() =>
        FailureText.Of(new LinuxException("openat", "/a : 'b'", Errno.ENOENT)).Should().StartWith("openat /a : 'b': ");

    [Theory]
    [InlineData(Errno.ENOSPC)]
    [InlineData(Errno.EDQUOT)]
    public void A_full_disk_has_a_way_out(int errno)
    {
        FailureText.Help(new IOException("full", errno)).Should().Contain("sharpbuild prune");
        FailureText.Help(new LinuxException("mkdirat", "/store", errno)).Should().Contain("sharpbuild prune");
    }

    [Fact]
    public void Other_failures_have_none_here() => FailureText.Help(new IOException("x", Errno.EEXIST)).Should().BeNull();
}
