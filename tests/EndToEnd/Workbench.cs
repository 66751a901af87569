using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd;

/// <summary>A temporary directory, a store in it, and the busybox base at hand as <c>busybox</c>.</summary>
public sealed class Workbench : IDisposable
{
    private readonly TemporaryDirectory _directory = new("e2e");

    public Workbench()
    {
        Sharpbuild = new SharpbuildCommand(_directory.At("state"));
    }

    /// <summary>The binary with this workbench's store.</summary>
    public SharpbuildCommand Sharpbuild { get; private set; }

    /// <summary>The same workbench with another way to run the binary.</summary>
    public Workbench With(SharpbuildCommand sharpbuild)
    {
        Sharpbuild = sharpbuild;
        return this;
    }

    /// <summary>The host path of something in the temporary directory.</summary>
    public string At(params string[] parts) => _directory.At(parts);

    /// <summary>Makes a context directory out of name and text pairs.</summary>
    public string Context(string name, params (string Path, string Text)[] files)
    {
        string context = _directory.MakeDirectory(name);
        foreach ((string path, string text) in files)
        {
            _directory.Write(Path.Combine(name, path), text);
        }

        return context;
    }

    /// <summary>Copies a directory of the repository, such as a sample, into the temporary directory.</summary>
    public string CopyOf(params string[] repositoryPath)
    {
        string copy = At(repositoryPath[^1]);
        ProcessRunner.Run("cp", ["-a", Path.Combine([Repository.Root, .. repositoryPath]), copy]).Succeeded();
        return copy;
    }

    /// <summary>Copies a directory of another workbench into this one's temporary directory, modes and times included.</summary>
    public string CopyOfDirectory(string hostPath)
    {
        string copy = At(Path.GetFileName(hostPath));
        ProcessRunner.Run("cp", ["-a", hostPath, copy]).Succeeded();
        return copy;
    }

    /// <summary>Arguments that make the test base images known under their names.</summary>
    public static string[] Bases(params string[] names) =>
        [.. names.SelectMany(name => new[] { "--build-context", $"{name}=oci-layout://{Layout(name)}:latest" })];

    /// <summary>Builds with busybox at hand and writes an OCI layout directory named <paramref name="output"/>.</summary>
    public ProcessResult BuildTo(string output, string context, params string[] more) =>
        Sharpbuild.Build([.. Bases("busybox"), "-o", $"type=oci,dest={At(output)},tar=false", .. more, context]);

    /// <summary>As <see cref="BuildTo"/>, which must succeed; returns the image.</summary>
    public OciImage Image(string output, string context, params string[] more)
    {
        BuildTo(output, context, more).Succeeded();
        return OciImage.Open(At(output));
    }

    /// <summary>The digest that the index of an OCI layout directory names.</summary>
    public string Digest(string output) =>
        (string)JsonNode.Parse(File.ReadAllText(At(output, "index.json")))!["manifests"]![0]!["digest"]!;

    public void Dispose() => _directory.Dispose();

    private static string Layout(string name) => name switch
    {
        "busybox" => BaseImages.Busybox(),
        "alpine" => BaseImages.Alpine(),
        "debian" => BaseImages.Debian(),
        _ => throw new ArgumentException($"no base image \"{name}\"", nameof(name)),
    };
}
