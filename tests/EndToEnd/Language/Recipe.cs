using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Language;

/// <summary>A Dockerfile with its context, built to a directory and to an image.</summary>
internal sealed class Recipe : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly string _context;

    public Recipe(string dockerfile, params (string Path, string Text)[] files) => _context = _bench.Context("context", [("Dockerfile", dockerfile), .. files]);

    /// <summary>The <c>config</c> of the image.</summary>
    public JsonObject Config => Image.Configuration["config"]!.AsObject();

    /// <summary>The <c>created_by</c> of the image's history.</summary>
    public IEnumerable<string> History => Image.Configuration["history"]!.AsArray().Select(entry => (string)entry!["created_by"]!);

    public OciImage Image => OciImage.Open(At("image"));

    /// <summary>A host path beside the context.</summary>
    public string At(params string[] parts) => _bench.At(parts);

    /// <summary>Makes a directory beside the context.</summary>
    public string Directory(string name, params (string Path, string Text)[] files) => _bench.Context(name, files);

    /// <summary>Writes a file of the context anew.</summary>
    public void Write(string path, string text) => File.WriteAllText(Path.Combine(_context, path), text);

    /// <summary>Builds; must succeed. The result replaces an earlier one.</summary>
    public Recipe Build(params string[] options)
    {
        Try(options).Succeeded();
        return this;
    }

    /// <summary>Builds.</summary>
    public ProcessResult Try(params string[] options)
    {
        foreach (string output in new[] { At("tree"), At("image") }.Where(System.IO.Directory.Exists))
        {
            System.IO.Directory.Delete(output, recursive: true);
        }

        return _bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-o", $"type=local,dest={At("tree")}", "-o", $"type=oci,dest={At("image")},tar=false", .. options, _context]);
    }

    /// <summary>Builds another directory into the same store.</summary>
    public ProcessResult TryIn(string context, params string[] options) => _bench.Sharpbuild.Build([.. options, context]);

    /// <summary>The text of a file of the result.</summary>
    public string Text(string path) => File.ReadAllText(At("tree", path));

    /// <summary>Whether the result has a file.</summary>
    public bool Has(string path) => Path.Exists(At("tree", path));

    /// <summary>A field of the config as JSON.</summary>
    public string Field(string name) => Config[name]?.ToJsonString() ?? "";

    public void Dispose() => _bench.Dispose();
}
