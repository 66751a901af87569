using System.Text;
using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Checks;

/// <summary><c>--call</c>: questions on a Dockerfile, answered as buildx answers them.</summary>
public sealed class CallTests
{
    private const string Dockerfile = """
        ARG base=box
        ARG unused=x
        # image is what the build starts from
        ARG image="busy${base}"

        # build makes the file
        FROM $image AS build
        ARG FLAVOUR=plain
        RUN --mount=type=secret,id=token,required --mount=type=ssh echo $FLAVOUR > /file

        FROM scratch AS other
        ARG HIDDEN=1

        FROM scratch
        COPY --from=build /file /
        """;

    private static readonly string Source = Convert.ToBase64String(Encoding.UTF8.GetBytes(Dockerfile));

    [Fact]
    public void Targets_as_json()
    {
        string expected = """
            {
              "targets": [
                {"name": "build", "description": "makes the file", "base": "$image", "location": {"ranges": [{"start": {"line": 7}, "end": {"line": 7}}]}},
                {"name": "other", "base": "scratch", "location": {"ranges": [{"start": {"line": 11}, "end": {"line": 11}}]}},
                {"default": true, "base": "scratch", "location": {"ranges": [{"start": {"line": 14}, "end": {"line": 14}}]}}
              ],
              "sources": ["SOURCE"]
            }
            """;

        Call("targets,format=json").Should().Be(Pretty(expected));
    }

    [Fact]
    public void Targets_as_text() =>
        Call("targets").Should().Be("TARGET    DESCRIPTION\nbuild     makes the file\nother     \n(default) \n");

    [Fact]
    public void Outline_lists_what_the_target_and_its_stages_take()
    {
        string expected = """
            {
              "args": [
                {"name": "base", "value": "box", "location": {"ranges": [{"start": {"line": 1}, "end": {"line": 1}}]}},
                {"name": "image", "description": "is what the build starts from", "value": "busybox", "location": {"ranges": [{"start": {"line": 4}, "end": {"line": 4}}]}},
                {"name": "FLAVOUR", "value": "sweet", "location": {"ranges": [{"start": {"line": 8}, "end": {"line": 8}}]}}
              ],
              "secrets": [{"name": "token", "required": true, "location": {"ranges": [{"start": {"line": 9}, "end": {"line": 9}}]}}],
              "ssh": [{"name": "default", "location": {"ranges": [{"start": {"line": 9}, "end": {"line": 9}}]}}],
              "sources": ["SOURCE"]
            }
            """;

        Call("outline,format=json", "--build-arg", "FLAVOUR=sweet").Should().Be(Pretty(expected));
    }

    [Fact]
    public void Outline_of_a_named_target_as_text() => Call("outline", "--target", "build").Should().Be(
        "TARGET:      build\nDESCRIPTION: makes the file\n\n"
        + "BUILD ARG   VALUE     DESCRIPTION\nbase        box       \nimage       busybox   is what the build starts from\nFLAVOUR     plain     \n\n"
        + "SECRET   REQUIRED\ntoken    true\n\nSSH       REQUIRED\ndefault   \n");

    [Fact]
    public void Describe_names_the_questions()
    {
        JsonArray described = JsonNode.Parse(Call("subrequests.describe,format=json"))!.AsArray();

        described.Select(request => (string)request!["name"]!).Should().Equal("frontend.outline", "frontend.targets", "frontend.subrequests.describe");
        described.Select(request => (string)request!["type"]!).Should().OnlyContain(type => type == "rpc");
    }

    [Theory]
    [InlineData("colour", "--call: \"colour\" is not known")]
    [InlineData("targets,format=sarif", "--call: targets has no format \"sarif\"")]
    [InlineData("check,color=red", "--call: \"check,color=red\" can't be read")]
    public void Unknown_calls_are_wrong_usage(string call, string message)
    {
        using Workbench bench = new();

        ProcessResult result = Run(bench, call);

        result.ExitCode.Should().Be(2);
        result.Error.Should().StartWith("sharpbuild: " + message);
    }

    [Fact]
    public void Outline_of_an_unknown_target_is_an_error()
    {
        using Workbench bench = new();

        ProcessResult result = Run(bench, "outline", "--target", "nowhere");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("target stage \"nowhere\" could not be found").And.Contain("build, other, 2");
    }

    private static string Call(string call, params string[] more)
    {
        using Workbench bench = new();
        return Run(bench, call, more).Succeeded().Output;
    }

    private static ProcessResult Run(Workbench bench, string call, params string[] more) =>
        bench.Sharpbuild.Build(["--call", call, .. more, bench.Context("context", ("Dockerfile", Dockerfile))]);

    /// <summary>The document, with the Dockerfile for SOURCE, as Go's encoder indents it, with a line end.</summary>
    private static string Pretty(string json) =>
        JsonNode.Parse(json.Replace("SOURCE", Source, StringComparison.Ordinal))!.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
}
