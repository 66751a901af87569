using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Peers;

/// <summary>Debian's buildah with a store of its own, which goes with the object.</summary>
internal sealed class BuildahPeer : IDisposable
{
    private const int MostStarts = 3;

    private readonly TemporaryDirectory _directory = new("buildah");

    private string[] Storage => ["--root", _directory.At("root"), "--runroot", _directory.At("run"), "--storage-driver", "overlay"];

    /// <summary>Builds <paramref name="context"/> and writes an OCI layout directory tagged <c>latest</c>.</summary>
    public OciImage Build(string context, string layout, IEnumerable<KeyValuePair<string, string>> bases, params string[] more)
    {
        string[] named = [.. bases.SelectMany(b => new[] { "--build-context", $"{b.Key}=docker-image://oci:{b.Value}:latest" })];
        string[] build = ["build", "--isolation", "chroot", "--network", "host", "--identity-label=false", "--format", "oci", "--layers", "-t", "localhost/peer"];
        Run([.. build, .. named, .. more, context]).Succeeded();
        Run("push", "-q", "localhost/peer", $"oci:{layout}:latest").Succeeded();
        return OciImage.Open(layout);
    }

    /// <summary>
    /// Runs buildah, again where it could not start: it runs a copy of itself in memory, and F_SEAL_WRITE on that fails with EBUSY while the kernel
    /// still holds one of its pages, fcntl(2). That says nothing of what it was asked for; any other failure stands.
    /// </summary>
    private ProcessResult Run(params string[] arguments)
    {
        for (int start = 1; ; start++)
        {
            ProcessResult result = ProcessRunner.Run("buildah", [.. Storage, .. arguments]);
            if (result.ExitCode == 0 || start == MostStarts || !result.Error.Contains("sealing memfd copy: Device or resource busy", StringComparison.Ordinal))
            {
                return result;
            }
        }
    }

    /// <summary>Buildah leaves a mount on its overlay directory.</summary>
    public void Dispose()
    {
        ProcessRunner.Run("umount", ["-l", _directory.At("root", "overlay")]);
        _directory.Dispose();
    }
}
