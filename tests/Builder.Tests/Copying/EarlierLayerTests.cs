using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>A COPY after one file changed: the others are taken from the layer that the step made before.</summary>
public sealed class EarlierLayerTests
{
    [Fact]
    public void Only_the_changed_file_is_read_from_the_context_and_the_layer_is_the_same()
    {
        using CopyStage stage = Staged();
        LayerIndex index = Write(stage, new CountingTree(stage.Context), null, "first.tar");
        stage.Context.RemoveTree("src/main.c");
        CopyStage.File(stage.Context, "src/main.c", "changed");
        CountingTree tree = new(stage.Context);

        using (EarlierLayer earlier = new(File.OpenHandle(stage.HostPath("first.tar")), index, isWrittenEarly: true))
        {
            Write(stage, tree, earlier, "second.tar");
        }

        Write(stage, new CountingTree(stage.Context), null, "plain.tar");
        tree.Read.Should().Equal("src/main.c");
        File.ReadAllBytes(stage.HostPath("second.tar")).Should().Equal(File.ReadAllBytes(stage.HostPath("plain.tar")));
    }

    [Fact]
    public void What_is_damaged_in_the_earlier_layer_is_read_from_the_context()
    {
        using CopyStage stage = Staged();
        LayerIndex index = Write(stage, new CountingTree(stage.Context), null, "first.tar");
        byte[] damaged = File.ReadAllBytes(stage.HostPath("first.tar"));
        index.TryGet("to/large", out _, out long offset).Should().BeTrue();
        damaged[offset + 300_000] ^= 1;
        File.WriteAllBytes(stage.HostPath("damaged.tar"), damaged);
        CountingTree tree = new(stage.Context);

        using (EarlierLayer earlier = new(File.OpenHandle(stage.HostPath("damaged.tar")), index, isWrittenEarly: true))
        {
            Write(stage, tree, earlier, "second.tar");
        }

        tree.Read.Should().Equal("large");
        File.ReadAllBytes(stage.HostPath("second.tar")).Should().Equal(File.ReadAllBytes(stage.HostPath("first.tar")));
    }

    private static CopyStage Staged()
    {
        CopyStage stage = new CopyStage().With("a", "src/main.c", "src/other.c");
        CopyStage.File(stage.Context, "large", new string('x', 700_000));
        CopyStage.File(stage.Context, "src/empty", "");
        return stage;
    }

    private static LayerIndex Write(CopyStage stage, CountingTree tree, EarlierLayer? earlier, string fileName)
    {
        SourceSelection selection = CopySelector.Select(new CopyRequest([new CopySource(tree, ".")], "/to/", "/", new CopyOptions()), CancellationToken.None);
        using CopyPlan plan = CopyPlanner.Plan(selection, new EmptyRoot(), CopyStage.CreatedAt, stage.Temporary, CancellationToken.None);
        LayerIndexBuilder index = new();
        using FileStream output = new(stage.HostPath(fileName), FileMode.CreateNew);
        using LayerWriter writer = new(output, LayerTimes.WholeSeconds) { Index = index };
        plan.WriteTo(writer, earlier, CancellationToken.None);
        writer.Finish();
        return index.Build();
    }

    /// <summary>A directory that notes which files were read for the layer.</summary>
    private sealed class CountingTree(DirectoryHandle root) : ISourceTree
    {
        private readonly DirectoryTree _tree = new(root, "the build context", null) { KeepsOwners = false };

        public List<string> Read { get; } = [];

        public string Name => _tree.Name;

        public bool KeepsOwners => false;

        public SourceFile? TryGet(string path) => _tree.TryGet(path);

        public IReadOnlyList<SourceFile> List(SourceFile directory) => _tree.List(directory);

        public bool IsHidden(string path) => false;

        public ImmutableArray<FileDetails> Inspect(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken) => _tree.Inspect(files, cancellationToken);

        public SafeFileHandle? TryOpen(SourceFile file) => _tree.TryOpen(file);

        public void AddTo(LayerWriter writer, LayerEntry entry, SourceFile file, FileDigest digest)
        {
            Read.Add(file.Path);
            _tree.AddTo(writer, entry, file, digest);
        }
    }
}
