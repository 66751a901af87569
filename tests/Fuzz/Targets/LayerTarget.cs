using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>Unpacking, for overlayfs and as a tree: nothing beside the target may appear or change.</summary>
internal static class LayerTarget
{
    private const int ClearedEvery = 50;

    private static readonly TemporaryDirectory Place = TemporaryDirectory.UntilExit("fuzz");
    private static readonly string Beside = Place.Write("beside", "as it was");
    private static int _count;

    public static FuzzTarget Create() => new("layer", TarSeeds.Archives, TarSeeds.Tokens, Execute) { LongestInput = 4096, IsRepeatable = false };

    private static void Execute(byte[] input)
    {
        string root = Directory.CreateDirectory(Place.At("root")).FullName;
        using DirectoryHandle target = DirectoryHandle.OpenHost(root);
        try
        {
            UnpackOptions options = new(_count % 2 == 0 ? UnpackMode.OverlayLower : UnpackMode.PlainTree) { KeepsOwners = Environment.IsPrivilegedProcess };
            LayerUnpacker.Unpack(new MemoryStream(TarSeeds.WithChecksums(input)), target, options, CancellationToken.None);
        }
        catch (Exception exception) when (exception is InvalidContentException or LinuxException)
        {
            // What is said to malformed archives, and to names and sizes that the file system refuses.
        }

        if (Directory.GetFileSystemEntries(Place.HostPath).Length != 2 || File.ReadAllText(Beside) != "as it was")
        {
            throw new InvalidOperationException("something beside the target changed");
        }

        if (++_count % ClearedEvery == 0)
        {
            ProcessRunner.Run("rm", ["-rf", "--one-file-system", root]).Succeeded();
        }
    }
}
