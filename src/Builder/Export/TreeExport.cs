using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Steps;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Export;

/// <summary><c>-o type=tar</c> and <c>type=local</c>: the file tree alone.</summary>
internal static class TreeExport
{
    /// <summary>Writes the tree.</summary>
    public static void Write(OutputOption output, StageState state, BuildServices services, CancellationToken cancellationToken)
    {
        using DirectoryHandle root = services.Snapshots.OpenMerged(state.Layers.AsSpan(), cancellationToken);
        if (output.Kind == OutputKind.Tar)
        {
            ResultFile.Write(output.Destination!, services.Progress, stream => WriteTar(root, stream, services, cancellationToken));
            return;
        }

        using WorkDirectory temporary = new(services.Workspace);
        string archive = Path.Join(temporary.HostPath, "tree");
        using FileStream tar = new(archive, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        WriteTar(root, tar, services, cancellationToken);
        tar.Position = 0;
        Directory.CreateDirectory(output.Destination!);
        using DirectoryHandle target = DirectoryHandle.OpenHost(output.Destination!);
        LayerUnpacker.Unpack(tar, target, new UnpackOptions(UnpackMode.LiteralTree), cancellationToken);
    }

    private static void WriteTar(DirectoryHandle root, Stream output, BuildServices services, CancellationToken cancellationToken)
    {
        using LayerWriter writer = new(output, services.LayerTimes);
        TreeDiff.Write(root, writer, new DiffOptions(), cancellationToken);
        writer.Finish();
    }
}
