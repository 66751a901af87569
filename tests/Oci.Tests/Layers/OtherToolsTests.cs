using System.Text.Json.Nodes;

using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class OtherToolsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("tools");

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void Umoci_unpacks_layers_and_their_markers_as_we_do()
    {
        Requires.Program("umoci");
        string source = _directory.MakeDirectory("source");
        TestTrees.MakeRich(source);

        // Go's tar reader has no attributes without value, and umoci no times beyond 32 bits.
        TestTrees.Run(source, "setfattr -x user.empty etc/513; touch -d @2000 'far off'");
        TestTrees.Run(source, "mkdir -p cleared/sub gone/sub; touch cleared/old cleared/sub/old gone/x gone/sub/x");
        byte[] first = TestTrees.Write(source).Tar;
        byte[] second = WriteLayer(
            LayerEntry.Directory("cleared", 0x1C0, new(1000, 0)),
            LayerEntry.OpaqueMarker("cleared"),
            LayerEntry.Directory("cleared/new", 0x1C0, new(1000, 0)),
            LayerEntry.Whiteout("gone"),
            LayerEntry.Whiteout("etc/511"));
        OciLayoutWriter.Write(_directory.At("image"), stream => stream.Write(first), new JsonObject());
        File.WriteAllBytes(_directory.At("second.tar"), second);

        Umoci("raw", "add-layer", "--image", _directory.At("image") + ":latest", _directory.At("second.tar"));
        Umoci("unpack", "--image", _directory.At("image") + ":latest", _directory.At("bundle"));

        TestTrees.Run(source, "rm -r cleared/* gone etc/511; mkdir -m 0700 cleared/new; chmod 0700 cleared; touch -d @1000 cleared/new cleared");
        string[] unpacked = [.. TestTrees.List(_directory.At("bundle", "rootfs")).Where(IsKept)];
        string[] expected = [.. TestTrees.List(source).Where(IsKept)];
        unpacked.Except(expected).Should().BeEmpty();
        expected.Except(unpacked).Should().BeEmpty();
        unpacked.Should().Equal(expected);
    }

    /// <summary>A whiteout changes the time of the directory it is in; umoci does not set that back.</summary>
    private static bool IsKept(string line) => !line.EndsWith(" etc -> ", StringComparison.Ordinal);

    private static byte[] WriteLayer(params LayerEntry[] entries)
    {
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, default);
        foreach (LayerEntry entry in entries)
        {
            writer.Add(entry);
        }

        writer.Finish();
        return tar.ToArray();
    }

    private static void Umoci(params string[] arguments) => ProcessRunner.Run("umoci", arguments).Succeeded();
}
