using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Tests.Copying;

namespace Sharpbuild.Builder.Tests.Contexts;

public sealed class AccountFilesTests
{
    private const string Passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\napp:x:1000:1001:app:/home/app:/bin/sh\napp2:x:1000:5::/second:\n";
    private const string Group = "root:x:0:\nwheel:x:10:root,app\nstaff:x:50:other,app\napp:x:1001:";

    [Theory]
    [InlineData("root", 0u, 0u, new uint[] { 0, 10 }, "/root", "root")]
    [InlineData("app", 1000u, 1001u, new uint[] { 10, 50, 1001 }, "/home/app", "app")]
    [InlineData("1000", 1000u, 1001u, new uint[] { 10, 50, 1001 }, "/home/app", "app")]
    [InlineData("app:staff", 1000u, 50u, new uint[] { 50 }, "/home/app", "app")]
    [InlineData(":staff", 0u, 50u, new uint[] { 50 }, "/root", "root")]
    [InlineData("1042", 1042u, 0u, new uint[] { 0 }, null, null)]
    [InlineData("1042:1043", 1042u, 1043u, new uint[] { 1043 }, null, null)]
    public void A_user_is_resolved_as_engines_do(string text, uint user, uint group, uint[] groups, string? home, string? name)
    {
        using CopyStage stage = new();
        CopyStage.File(stage.Root, "etc/passwd", Passwd);
        CopyStage.File(stage.Root, "etc/group", Group);

        Account account = new AccountFiles(new MountedRoot(stage.Root)).Resolve(text);

        account.Should().BeEquivalentTo(new Account(user, group, [.. groups], home, name));
    }

    [Fact]
    public void A_number_needs_no_files()
    {
        new AccountFiles(new EmptyRoot()).Resolve("0").Should().BeEquivalentTo(new Account(0, 0, [0], null, null));
    }

    [Fact]
    public void Very_long_lines_are_passed_over_and_very_long_files_refused()
    {
        using CopyStage stage = new();
        CopyStage.File(stage.Root, "etc/passwd", $"a:x:1:1:{new string('x', 5000)}:/:\nb:x:2:2::/:\n");
        AccountFiles accounts = new(new MountedRoot(stage.Root));
        accounts.FindUser("a").Should().BeNull();
        accounts.FindUser("b").Should().Be(new PasswdEntry("b", 2, 2, "/"));

        File.WriteAllBytes(stage.HostPath("root", "etc", "passwd"), new byte[(16 * 1024 * 1024) + 1]);
        Action find = () => new AccountFiles(new MountedRoot(stage.Root)).FindUser("b");

        find.Should().Throw<InputException>().WithMessage("\"/etc/passwd\" is no file of at most 16777216 bytes");
    }
}
