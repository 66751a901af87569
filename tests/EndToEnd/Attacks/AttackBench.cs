using System.Formats.Tar;
using System.Text.Json.Nodes;
using Sharpbuild.EndToEnd.Interruption;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>A workbench beside a canary; whatever is built on it, what holds for every input is checked after each build.</summary>
internal sealed class AttackBench : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(3);
    private static readonly string[] Crashes = ["unexpected failure", "Unhandled exception", "   at Sharpbuild.", "   at System.", "Aborted"];

    private readonly string _user;
    private readonly string _marker = "mark-" + Guid.NewGuid().ToString("N");

    /// <summary>Makes the bench; <paramref name="user"/> runs the binary.</summary>
    public AttackBench(string user = "root")
    {
        _user = user;
        Bench = user == "root" ? new Workbench() : UnprivilegedUser.Workbench(user);
        Canary = new Canary(Bench.At("host"));
        Directory.CreateDirectory(Bench.At("context"));
        Directory.CreateDirectory(Bench.At("tmp"));
        Bench.With(new SharpbuildCommand(Bench.At("state"), user == "root" ? null : Bench.At("sharpbuild"))
        {
            Prefix = Bench.Sharpbuild.Prefix,
            Settings = new ProcessSettings { Environment = Environment(), WorkingDirectory = Bench.At() },
        });
    }

    /// <summary>The bench.</summary>
    public Workbench Bench { get; }

    /// <summary>The host's files.</summary>
    public Canary Canary { get; }

    /// <summary>A word for command lines of steps, so that what they leave running is found.</summary>
    public string Marker => _marker;

    /// <summary>Bytes for the standard input of the next build.</summary>
    public byte[]? Input { get; set; }

    /// <summary>The host path of something beside the context.</summary>
    public string At(params string[] parts) => Bench.At(parts);

    /// <summary>Puts a file into the context.</summary>
    public AttackBench With(string path, string text) => With(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a file into the context.</summary>
    public AttackBench With(string path, byte[] content)
    {
        string file = At("context", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return this;
    }

    /// <summary>Puts a symbolic link into the context.</summary>
    public AttackBench WithLink(string path, string target)
    {
        File.CreateSymbolicLink(At("context", path), target.Replace("HOST", Canary.At(), StringComparison.Ordinal));
        return this;
    }

    /// <summary>Makes a pipe (<c>p</c>) or a device in the context, as <c>mknod</c> does.</summary>
    public AttackBench Node(string path, params string[] kind)
    {
        ProcessRunner.Run("mknod", [At("context", path), .. kind]).Succeeded();
        return this;
    }

    /// <summary>Makes a base image named <c>hostile</c> out of layers and documents.</summary>
    /// <returns>The arguments that make it known.</returns>
    public string[] Base(Action<Stream>[] layers, JsonObject? configuration = null, Action<JsonObject>? changeImage = null, Action<JsonObject>? changeManifest = null)
    {
        string layout = At("hostile-" + Guid.NewGuid().ToString("N")[..8]);
        OciLayoutWriter.Write(layout, layers, configuration ?? BaseImages.Configuration("sh"), changeImage, changeManifest);
        return ["--build-context", $"hostile=oci-layout://{layout}:latest"];
    }

    /// <summary>Builds <c>context</c> into the layout <c>out</c>, uncompressed, and checks what holds for every input.</summary>
    public ProcessResult Build(params string[] arguments) =>
        Run(["build", "--progress", "plain", .. Workbench.Bases("busybox"), "-o", $"type=oci,dest={At("out")},tar=false,compression=uncompressed", .. arguments, At("context")]);

    /// <summary>Runs the binary and checks what holds for every input.</summary>
    public ProcessResult Run(params string[] arguments)
    {
        HandOver();
        using CancellationTokenSource hang = new(Hang);
        SharpbuildCommand command = new(Bench.Sharpbuild.Root, _user == "root" ? null : At("sharpbuild"))
        {
            Prefix = Bench.Sharpbuild.Prefix,
            Settings = Bench.Sharpbuild.Settings with { Input = Input },
        };
        ProcessResult result = command.RunAsync(arguments, hang.Token).GetAwaiter().GetResult();
        Check(result);
        return result;
    }

    /// <summary>The paths of the merged image, each with its entry.</summary>
    public IReadOnlyDictionary<string, ImageEntry> Image() => OciImage.Open(At("out")).Merge().Entries;

    /// <summary>The names in the archives of all layers, whiteouts included.</summary>
    public List<string> LayerNames()
    {
        List<string> names = [];
        foreach (JsonNode? layer in OciImage.Open(At("out")).Manifest["layers"]!.AsArray())
        {
            using FileStream blob = File.OpenRead(At("out", "blobs", ((string)layer!["digest"]!).Replace(':', '/')));
            using TarReader reader = new(blob);
            while (reader.GetNextEntry() is { } entry)
            {
                names.Add(entry.Name);
            }
        }

        return names;
    }

    public void Dispose() => Bench.Dispose();

    private void Check(ProcessResult result)
    {
        string text = result.Output + result.Error;
        result.ExitCode.Should().BeInRange(0, 2, text);
        Crashes.Where(crash => text.Contains(crash, StringComparison.Ordinal)).Should().BeEmpty(text);
        text.Where(character => char.IsControl(character) && character is not ('\n' or '\t')).Should().BeEmpty(text);
        text.Should().NotContain(Canary.Text);
        Canary.IsIn(At("out")).Should().BeFalse("the image holds a file of the host");
        Canary.Changes().Should().BeEmpty(text);
        Leftovers.OfFiles(Bench, _marker).Should().BeEmpty(text);
    }

    /// <summary>Gives what the test made to the user who builds; the canary stays root's.</summary>
    private void HandOver()
    {
        if (_user != "root")
        {
            string[] made = [.. Directory.EnumerateFileSystemEntries(At()).Where(path => Path.GetFileName(path) is not ("host" or "state" or "sharpbuild"))];
            ProcessRunner.Run("chown", ["-Rh", _user, .. made]).Succeeded();
        }
    }

    private Dictionary<string, string?> Environment() => new()
    {
        ["TMPDIR"] = Bench.At("tmp"),
        ["HOST_ONLY"] = Canary.Text,
        ["DOCKER_CONFIG"] = Bench.At("docker"),
    };
}
