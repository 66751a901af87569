using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Tests.Copying;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Tests.Contexts;

public sealed class StatIndexTests
{
    private static readonly UnixTime Later = new(4_000_000_000, 0);

    [Fact]
    public void Unchanged_files_are_not_opened()
    {
        using CopyStage stage = new CopyStage().With("f");
        FileDigest first = Inspect(stage, "f", Later);
        FileStatus status = stage.Context.GetStatus("f");
        string indexFile = stage.State.ReadEntries().Single().Name;
        ulong inode = stage.State.GetStatus(indexFile).Inode;

        StatIndex index = StatIndex.Load(stage.State, indexFile, Later);

        index.TryGet("f", status, out FileDigest known, out _).Should().BeTrue();
        known.Should().Be(first);
        Inspect(stage, "f", Later).Should().Be(first);
        stage.State.GetStatus(indexFile).Inode.Should().Be(inode, "nothing changed, so the index is not written again");
    }

    [Fact]
    public void A_file_as_young_as_the_index_is_read_again()
    {
        using CopyStage stage = new CopyStage().With("f");
        UnixTime changed = stage.Context.GetStatus("f").ChangedAt;
        Inspect(stage, "f", changed);
        string indexFile = stage.State.ReadEntries().Single().Name;

        StatIndex index = StatIndex.Load(stage.State, indexFile, Later);

        index.TryGet("f", stage.Context.GetStatus("f"), out _, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("content")]
    [InlineData("mode")]
    [InlineData("replaced")]
    public void A_changed_file_is_unknown(string change)
    {
        using CopyStage stage = new CopyStage().With("f");
        FileDigest before = Inspect(stage, "f", Later);
        switch (change)
        {
            case "content":
                File.WriteAllText(stage.HostPath("context", "f"), "g");
                stage.Context.SetTimes("f", CopyStage.FileTime);
                break;
            case "mode":
                stage.Context.SetMode("f", 0x180);
                break;
            default:
                CopyStage.File(stage.Context, "n", "g");
                stage.Context.Rename("n", "f");
                break;
        }

        StatIndex index = StatIndex.Load(stage.State, stage.State.ReadEntries().Single().Name, Later);

        index.TryGet("f", stage.Context.GetStatus("f"), out _, out _).Should().BeFalse();
        (Inspect(stage, "f", Later) == before).Should().Be(change == "mode");
    }

    [Fact]
    public void Old_and_new_records_are_merged_in_order()
    {
        using CopyStage stage = new CopyStage().With("a/z", "a.b", "m", "z");
        foreach (string path in new[] { "m", "z", "a.b", "a/z" })
        {
            Inspect(stage, path, Later);
        }

        StatIndex index = StatIndex.Load(stage.State, stage.State.ReadEntries().Single().Name, Later);

        foreach (string path in new[] { "z", "a/z", "a.b", "m" })
        {
            index.TryGet(path, stage.Context.GetStatus(path), out FileDigest digest, out _).Should().BeTrue();
            digest.ToDigest().Hex.Should().Be(
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(ImagePath.Name(path)))));
        }
    }

    [Fact]
    public void A_damaged_index_is_empty_and_made_again()
    {
        using CopyStage stage = new CopyStage().With("f");
        FileDigest before = Inspect(stage, "f", Later);
        string indexFile = stage.State.ReadEntries().Single().Name;
        byte[] bytes = File.ReadAllBytes(stage.HostPath("state", indexFile));
        bytes[^20] ^= 1;
        File.WriteAllBytes(stage.HostPath("state", indexFile), bytes);

        StatIndex.Load(stage.State, indexFile, Later).TryGet("f", stage.Context.GetStatus("f"), out _, out _).Should().BeFalse();
        Inspect(stage, "f", Later).Should().Be(before);
        StatIndex.Load(stage.State, indexFile, Later).TryGet("f", stage.Context.GetStatus("f"), out _, out _).Should().BeTrue();
    }

    [Fact]
    public void Large_files_are_hashed_in_parallel_to_the_same_digests()
    {
        using CopyStage stage = new();
        byte[] content = new byte[700_000];
        Random random = new(2);
        List<string> expected = [];
        for (int i = 0; i < 8; i++)
        {
            random.NextBytes(content);
            CopyStage.File(stage.Context, $"f{i}", "");
            using SafeFileHandle file = File.OpenHandle(stage.HostPath("context", $"f{i}"), FileMode.Open, FileAccess.Write);
            RandomAccess.Write(file, content, 0);
            expected.Add(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));
        }

        using BuildContext context = stage.OpenContext();
        IReadOnlyList<SourceFile> files = context.List(new SourceFile("", stage.Context.GetStatus(""), null));

        context.Inspect(files, CancellationToken.None).Select(details => details.Digest.ToDigest().Hex).Should().Equal(expected);
    }

    private static FileDigest Inspect(CopyStage stage, string path, UnixTime now)
    {
        using BuildContext context = new(
            DirectoryHandle.OpenHost(stage.HostPath("context")), null, StatIndex.Load(stage.State, "index", now), "the build context");
        SourceFile file = context.TryGet(path) ?? throw new InvalidOperationException();
        return context.Inspect([file], CancellationToken.None)[0].Digest;
    }
}
