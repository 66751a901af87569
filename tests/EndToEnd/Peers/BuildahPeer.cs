using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Peers;

/// <summary>Debian's buildah with a store of its own, which goes with the object.</summary>
internal sealed class BuildahPeer : IDisposable
{
    private readonly TemporaryDirectory _directory = new("buildah");

    private string[] Storage => ["--root", _directory.At("root"), "--runroot", _directory.At("run"), "--storage-driver", "overlay"];

    /// <summary>Builds <paramref name="context"/> and writes an OCI layout directory tagged <c>latest</c>.</summary>
    public OciImage Build(string context, string layout, IEnumerable<KeyValuePair<string, string>> bases, params string[] more)
    {
        string[] named = [.. bases.SelectMany(b => new[] { "--build-context", $"{b.Key}=docker-image://oci:{b.Value}:latest" })];
        string[] build = ["build", "--isolation", "chroot", "--network", "host", "--identity-label=false", "--format", "oci", "--layers", "-t", "localhost/peer"];
        ProcessRunner.Run("buildah", [.. Storage, .. build, .. named, .. more, context]).Succeeded();
        ProcessRunner.Run("buildah", [.. Storage, "push", "-q", "localhost/peer", $"oci:{layout}:latest"]).Succeeded();
        return OciImage.Open(layout);
    }

    /// <summary>Buildah leaves a mount on its overlay directory.</summary>
    public void Dispose()
    {
        ProcessRunner.Run("umount", ["-l", _directory.At("root", "overlay")]);
        _directory.Dispose();
    }
}
