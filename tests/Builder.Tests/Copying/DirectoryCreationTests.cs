using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;

namespace Sharpbuild.Builder.Tests.Copying;

public sealed class DirectoryCreationTests
{
    [Fact]
    public void Missing_directories_are_made_for_the_user_and_existing_ones_stay()
    {
        using CopyStage stage = new();
        CopyStage.Directory(stage.Root, "srv", 0x1C0);

        Make(stage, "/srv/a/b").Should().Equal("d 0700 0:0 srv", "d 0755 7:8 srv/a", "d 0755 7:8 srv/a/b");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/srv/.")]
    [InlineData("/link")]
    public void An_existing_directory_makes_no_layer(string path)
    {
        using CopyStage stage = new();
        CopyStage.Directory(stage.Root, "srv");
        stage.Root.CreateSymbolicLink("link", "/srv");

        DirectoryCreation.Plan(path, new MountedRoot(stage.Root), 0, 0, default).Should().BeNull();
    }

    [Fact]
    public void Links_are_followed_inside_the_root_to_where_the_directory_has_to_be_made()
    {
        using CopyStage stage = new();
        stage.Root.CreateSymbolicLink("link", "../../target/deep");

        Make(stage, "/link/x").Should().Equal("d 0755 7:8 target", "d 0755 7:8 target/deep", "d 0755 7:8 target/deep/x");
    }

    [Fact]
    public void A_file_in_the_way_is_named()
    {
        using CopyStage stage = new();
        CopyStage.File(stage.Root, "etc/conf");

        Action below = () => Make(stage, "/etc/conf/x");
        Action at = () => Make(stage, "/etc/conf");

        below.Should().Throw<InputException>().WithMessage("\"/etc/conf/x\" cannot be made: \"/etc/conf\" is no directory");
        at.Should().Throw<InputException>().WithMessage("\"/etc/conf\" has to be a directory, but is a file");
    }

    [Fact]
    public void In_an_empty_root_all_of_the_path_is_made()
    {
        using CopyPlan? plan = DirectoryCreation.Plan("/a/b", new EmptyRoot(), 0, 0, default);

        plan.Should().NotBeNull();
        CopyStage.WriteAndRead(plan ?? throw new InvalidOperationException()).Should().Equal("d 0755 0:0 a", "d 0755 0:0 a/b");
    }

    private static string[] Make(CopyStage stage, string path)
    {
        using CopyPlan? plan = DirectoryCreation.Plan(path, new MountedRoot(stage.Root), 7, 8, CopyStage.CreatedAt);
        return plan is null ? [] : CopyStage.WriteAndRead(plan);
    }
}
