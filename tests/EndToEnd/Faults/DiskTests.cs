using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>Stores on disks that are full, out of inodes or read-only.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class DiskTests(ITestOutputHelper log)
{
    [SkippableTheory]
    [InlineData("size=256k")]
    [InlineData("size=1m")]
    [InlineData("size=2m")]
    [InlineData("size=4m")]
    [InlineData("size=3m")]
    [InlineData("size=64m,nr_inodes=16")]
    [InlineData("size=64m,nr_inodes=60")]
    [InlineData("size=64m,nr_inodes=150")]
    public void A_full_disk_is_one_message_and_with_room_the_same_store_works(string options)
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = Directory.CreateDirectory(bench.At("small")).FullName;
        ProcessRunner.Run("mount", ["-t", "tmpfs", "-o", options, "small", store]).Succeeded();
        try
        {
            ProcessResult full = bench.Build(store);

            FaultBench.ExpectOrderlyEnd(full, options);
            full.Error.Should().Contain(": No space left on device").And.Contain("= help: free some room: sharpbuild prune");
            ProcessRunner.Run("mount", ["-o", "remount,size=256m,nr_inodes=100000", store]).Succeeded();
            bench.Rebuild(store).Should().Be(bench.Wanted);
            log.WriteLine($"{options}: {full.Error.Trim().Split('\n')[^1]}");
        }
        finally
        {
            ProcessRunner.Run("umount", [store]).Succeeded();
        }
    }

    [SkippableFact]
    public void A_read_only_store_is_one_message()
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = Directory.CreateDirectory(bench.At("fixed")).FullName;
        ProcessRunner.Run("mount", ["-t", "tmpfs", "-o", "ro", "fixed", store]).Succeeded();
        try
        {
            ProcessResult result = bench.Build(store);

            FaultBench.ExpectOrderlyEnd(result, "read-only");
            result.Error.Should().Contain("ead-only file system");
        }
        finally
        {
            ProcessRunner.Run("umount", [store]).Succeeded();
        }
    }

    [SkippableFact]
    public void A_store_that_became_read_only_is_one_message_or_gives_the_same_digest()
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = Directory.CreateDirectory(bench.At("fixed")).FullName;
        ProcessRunner.Run("mount", ["-t", "tmpfs", "fixed", store]).Succeeded();
        try
        {
            bench.Rebuild(store);
            ProcessRunner.Run("mount", ["-o", "remount,ro", store]).Succeeded();

            FaultBench.ExpectOrderlyEnd(bench.Build(store), "read-only");
        }
        finally
        {
            ProcessRunner.Run("umount", [store]).Succeeded();
        }
    }
}
