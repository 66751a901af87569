using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Conformance;

/// <summary>Builds cases with the native binary and compares what comes out.</summary>
public sealed class CaseRunner(TemporaryDirectory work)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private readonly Lazy<Base> _busybox = new(() => Base.Read(BaseImages.Busybox()));
    private readonly Lazy<Base> _alpine = new(() => Base.Read(BaseImages.Alpine()));
    private readonly Lazy<Base> _debian = new(() => Base.Read(BaseImages.Debian()));

    /// <summary>Runs one case; the steps it uses must have run before.</summary>
    public CaseOutcome Run(ConformanceCase conformanceCase)
    {
        try
        {
            return Build(conformanceCase);
        }
        catch (SkipException skip)
        {
            return new CaseOutcome(conformanceCase, [], false, skip.Message, [], "");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or InvalidOperationException or KeyNotFoundException)
        {
            return new CaseOutcome(conformanceCase, [$"{exception.GetType().Name}: {exception.Message}"], false, null, [], "");
        }
    }

    private CaseOutcome Build(ConformanceCase conformanceCase)
    {
        string context = work.At(Slug(conformanceCase.Id), "context");
        ContextWriter.Write(context, conformanceCase.Json["context"]!.AsArray(), ContextWriter.CommonTime, (string?)conformanceCase.Json["note"]);
        string[] arguments = Arguments(conformanceCase, context);
        using TemporaryDirectory state = new("state");
        using CancellationTokenSource limit = new(Limit);
        ProcessResult result;
        try
        {
            result = new SharpbuildCommand(state.HostPath).RunAsync(arguments, limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return new CaseOutcome(conformanceCase, [$"did not end within {Limit.TotalSeconds} s"], false, null, [], string.Join(' ', arguments));
        }

        return Compare(conformanceCase, result);
    }

    private CaseOutcome Compare(ConformanceCase conformanceCase, ProcessResult result)
    {
        List<JsonObject> variants = [.. conformanceCase.Variants];
        OciImage? image = result.ExitCode == 0 ? OciImage.Open(Output(conformanceCase.Id)) : null;
        List<List<string>> differences = variants.ConvertAll(variant => Differences(conformanceCase, variant, result, image));
        bool tolerated = conformanceCase.Class == "disputed" && differences.Skip(1).Any(d => d.Count == 0);
        IReadOnlyList<string> shape = image is not null && (bool)variants[0]["ok"]! ? Shape(variants[0], image) : [];
        return new CaseOutcome(conformanceCase, differences[0], tolerated, null, shape, result.Command + "\n" + result.Error);
    }

    private IReadOnlyList<string> Shape(JsonObject expected, OciImage image)
    {
        return [.. ResultComparison.Shape(expected, image, Tree(image, expected).Tree)];
    }

    private List<string> Differences(ConformanceCase conformanceCase, JsonObject expected, ProcessResult result, OciImage? image)
    {
        bool mustSucceed = (bool)expected["ok"]!;
        if (!mustSucceed)
        {
            return result.ExitCode is 1 or 2 ? [] : [result.ExitCode == 0 ? "built, but must fail" : $"ended with {result.ExitCode}, must fail with 1"];
        }

        if (image is null)
        {
            return [$"failed with {result.ExitCode}, but must be built: {LastLines(result.Error)}"];
        }

        (ImageLayers tree, ImageLayers? lower) = Tree(image, expected);
        return
        [
            .. ResultComparison.Files(expected, tree, lower, conformanceCase.Volatile),
            .. ResultComparison.Configuration(expected, image.Configuration),
        ];
    }

    private (ImageLayers Tree, ImageLayers? Lower) Tree(OciImage image, JsonObject expected)
    {
        Base? lower = expected["base"] is null ? null : BaseNamed((string)expected["base"]!);
        return (image.Merge(lower?.Image, lower?.Tree), lower?.Tree);
    }

    private string[] Arguments(ConformanceCase conformanceCase, string context)
    {
        List<string> arguments = ["build", "--progress", "plain", "-o", $"type=oci,dest={Output(conformanceCase.Id)},tar=false"];
        arguments.AddRange(["-f", Dockerfile(conformanceCase, context)]);
        arguments.AddRange(conformanceCase.Json.ContainsKey("step_name") ? ["-t", Slug(conformanceCase.Id).ToLowerInvariant() + ":latest"] : []);
        arguments.AddRange(conformanceCase.Pairs("build_args").SelectMany(p => new[] { "--build-arg", $"{p.Key}={p.Value}" }));
        arguments.AddRange(conformanceCase.Pairs("labels").SelectMany(p => new[] { "--label", $"{p.Key}={p.Value}" }));
        arguments.AddRange(conformanceCase.Pairs("uses").SelectMany(p => new[] { "--build-context", $"{p.Key}=oci-layout://{Output(p.Value)}:latest" }));
        arguments.AddRange(conformanceCase.Pairs("secrets").SelectMany(p => new[] { "--secret", $"id={p.Key},src={Secret(conformanceCase, p)}" }));
        arguments.AddRange(Contexts(conformanceCase));
        arguments.AddRange(conformanceCase.Json["target"] is { } target ? ["--target", (string)target!] : []);
        arguments.AddRange(conformanceCase.Json["shm_size"] is { } size ? ["--shm-size", (string)size!] : []);
        arguments.Add(context);
        return [.. arguments];
    }

    private IEnumerable<string> Contexts(ConformanceCase conformanceCase)
    {
        JsonObject named = conformanceCase.Json["contexts"]?.AsObject() ?? [];
        foreach (string name in new[] { "busybox", "alpine", "debian" }.Where(n => !named.ContainsKey(n)))
        {
            if (name != "debian" || conformanceCase.Json.ToJsonString().Contains("FROM debian", StringComparison.Ordinal))
            {
                yield return "--build-context";
                yield return $"{name}=oci-layout://{BaseNamed(name).Layout}:latest";
            }
        }

        foreach ((string name, JsonNode? value) in named)
        {
            yield return "--build-context";
            yield return $"{name}={NamedContext(conformanceCase, name, value!)}";
        }
    }

    private string NamedContext(ConformanceCase conformanceCase, string name, JsonNode value)
    {
        if (value is JsonValue)
        {
            string image = ((string)value!)["image:".Length..];
            return image == "scratch" ? "docker-image://scratch" : $"oci-layout://{BaseNamed(image).Layout}:latest";
        }

        string directory = work.At(Slug(conformanceCase.Id), "context-" + Slug(name));
        ContextWriter.Write(directory, value.AsArray(), time: null);
        return directory;
    }

    private string Dockerfile(ConformanceCase conformanceCase, string context) =>
        conformanceCase.Json["dockerfile"] is { } text
            ? work.Write(Path.Combine(Slug(conformanceCase.Id), "Dockerfile"), (string)text!)
            : Path.Combine(context, (string?)conformanceCase.Json["dockerfile_path"] ?? "Dockerfile");

    private string Secret(ConformanceCase conformanceCase, KeyValuePair<string, string> secret) =>
        work.Write(Path.Combine(Slug(conformanceCase.Id), "secret-" + secret.Key), secret.Value);

    private string Output(string id) => work.At(Slug(id), "image");

    private Base BaseNamed(string name) => name switch
    {
        "busybox" => _busybox.Value,
        "alpine" => _alpine.Value,
        "debian" => _debian.Value,
        _ => throw new InvalidDataException($"no base image \"{name}\""),
    };

    private static string Slug(string id) => string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    private static string LastLines(string error) =>
        string.Join(" | ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(4));

    private sealed record Base(string Layout, OciImage Image, ImageLayers Tree)
    {
        public static Base Read(string layout)
        {
            OciImage image = OciImage.Open(layout);
            return new Base(layout, image, image.Merge());
        }
    }
}
