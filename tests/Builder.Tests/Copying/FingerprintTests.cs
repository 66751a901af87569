using System.Text;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>What a selection's fingerprint depends on, and how a manifest explains a difference.</summary>
public sealed class FingerprintTests
{
    public static TheoryData<string, string[]> Changes => new()
    {
        { "content", ["sub/f changed"] },
        { "mode", ["sub/f mode 0644 → 0600"] },
        { "added", ["sub/new added"] },
        { "removed", ["sub/f removed"] },
        { "renamed", ["sub/f removed", "sub/g added"] },
        { "link target", ["sub/l changed"] },
        { "type", ["sub/f file → symbolic link"] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Each_change_of_the_matched_files_changes_the_fingerprint_and_is_named(string change, string[] expected)
    {
        using CopyStage stage = new CopyStage().With("sub/f", "sub/other", "unrelated");
        stage.Context.CreateSymbolicLink("sub/l", "f");
        SourceSelection before = stage.Select("sub");

        Change(stage, change);
        SourceSelection after = stage.Select("sub");

        after.Fingerprint.Should().NotBe(before.Fingerprint);
        InputManifest kept = InputManifest.Parse(before.Manifest.ToBytes());
        after.Manifest.DifferencesFrom(kept).Should().Equal(expected);
    }

    [Fact]
    public void Files_that_are_not_matched_times_and_owners_do_not_change_the_fingerprint()
    {
        using CopyStage stage = new CopyStage().With("sub/f", "unrelated");
        SourceSelection before = stage.Select("sub");

        CopyStage.File(stage.Context, "unrelated2");
        stage.Context.SetOwner("sub/f", 5, 6);
        stage.Context.SetMode("sub", 0x1C0);
        stage.Context.SetTimes("sub/f", new(5, 0));
        SourceSelection after = stage.Select("sub");

        after.Fingerprint.Should().Be(before.Fingerprint);
        after.Manifest.DifferencesFrom(before.Manifest).Should().BeEmpty();
    }

    [Fact]
    public void Owners_of_a_stage_count_unless_chown_sets_them()
    {
        using CopyStage build = new();
        CopyStage.File(build.Root, "f");
        SourceSelection before = Select(build, new());
        SourceSelection beforeChown = Select(build, new() { Owner = "1" });

        build.Root.SetOwner("f", 5, 6);

        Select(build, new()).Fingerprint.Should().NotBe(before.Fingerprint);
        Select(build, new()).Manifest.DifferencesFrom(before.Manifest).Should().Equal("f owner 0:0 → 5:6");
        Select(build, new() { Owner = "1" }).Fingerprint.Should().Be(beforeChown.Fingerprint);
    }

    [Fact]
    public void A_second_name_of_a_file_is_not_a_copy_of_it()
    {
        using CopyStage stage = new CopyStage().With("sub/f");
        stage.Context.CreateHardLink("sub/g", "sub/f");
        SourceSelection linked = stage.Select("sub");

        stage.Context.RemoveFile("sub/g");
        CopyStage.File(stage.Context, "sub/g", "f");

        stage.Select("sub").Fingerprint.Should().NotBe(linked.Fingerprint);
    }

    [Fact]
    public void Neither_order_of_making_nor_place_of_the_context_changes_the_fingerprint()
    {
        using CopyStage one = new CopyStage().With("sub/a", "sub/b/c", "sub/z");
        using CopyStage other = new CopyStage().With("sub/z", "sub/b/c", "sub/a");

        other.Select("sub").Fingerprint.Should().Be(one.Select("sub").Fingerprint);
        other.Select("sub").Fingerprint.ToString().Should().MatchRegex("^sha256:[0-9a-f]{64}$");
    }

    [Fact]
    public void A_damaged_manifest_is_empty()
    {
        using CopyStage stage = new CopyStage().With("f");
        byte[] bytes = stage.Select("f").Manifest.ToBytes();

        InputManifest.Parse(bytes.AsSpan(0, bytes.Length - 1)).Entries.Should().BeEmpty();
        InputManifest.Parse(Encoding.UTF8.GetBytes("short")).Entries.Should().BeEmpty();
    }

    private static SourceSelection Select(CopyStage build, CopyOptions options)
    {
        DirectoryTree tree = new(build.Root, "stage \"build\"", null);
        return CopySelector.Select(new CopyRequest([new CopySource(tree, "f")], "/", "/", options), CancellationToken.None);
    }

    private static void Change(CopyStage stage, string change)
    {
        switch (change)
        {
            case "content":
                stage.Context.RemoveFile("sub/f");
                CopyStage.File(stage.Context, "sub/f", "x");
                break;
            case "mode":
                stage.Context.SetMode("sub/f", 0x180);
                break;
            case "added":
                CopyStage.File(stage.Context, "sub/new");
                break;
            case "removed":
                stage.Context.RemoveFile("sub/f");
                break;
            case "renamed":
                stage.Context.Rename("sub/f", "sub/g");
                break;
            case "link target":
                stage.Context.RemoveFile("sub/l");
                stage.Context.CreateSymbolicLink("sub/l", "other");
                break;
            default:
                stage.Context.RemoveFile("sub/f");
                stage.Context.CreateSymbolicLink("sub/f", "other");
                break;
        }
    }
}
