using System.Text;
using System.Text.Json;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>Dockerfiles of the repository, and of the conformance data where they are at hand.</summary>
internal static class DockerfileSeeds
{
    private static readonly string[] Words =
    [
        "FROM ", "RUN ", "COPY ", "ADD ", "ENV ", "ARG ", "LABEL ", "CMD ", "ONBUILD ", "HEALTHCHECK ", "EXPOSE ", "SHELL ", "VOLUME ",
        "STOPSIGNAL ", "USER ", "WORKDIR ", "MAINTAINER ", "ENTRYPOINT ", "# ", "# escape=`\n", "# escape=\\\n", "# syntax=", "# check=skip=all;error=true\n",
        "\n", "\r\n", "\\\n", "\\ \t\n", "`\n", " ", "\t", "--", "--from=", "--mount=", "type=cache,", "type=secret,id=", "target=", "--chown=1:2 ", "--interval=1m2s ",
        "--platform=$X ", "--exclude=", "--parents", "--link", "=", "[", "]", "\"", "'", ",", "{", "}", "<<", "<<-", "<<E", "\nE\n", "<<'E'", "EOF", "$", "$X", "${", "${X", "}",
        ":-", "-", ":+", ":?", "#", "##", "%", "%%", "/", "//", "\\", "AS ", "scratch", "\u00A0", "\uFEFF", "\u2028", "\U0001F600", "0", "80/tcp", "8000-9000", "65536",
        "**", "*", "?", "!", "[a-z]", "CMD [", "\\u0041", "\\uD800", "NONE", "SIGTERM", "0777", "u+rwX", "\0", "\v", "\f",
    ];

    /// <summary>What means something in a Dockerfile.</summary>
    public static IReadOnlyList<byte[]> Tokens { get; } = Bytes(Words);

    /// <summary>Whole files.</summary>
    public static IReadOnlyList<byte[]> Files { get; } =
    [
        .. Below("samples").Concat(Below(Path.Combine("tests", "EndToEnd", "dockerfiles"))).Where(file => file.Contains("Dockerfile", StringComparison.Ordinal)).Select(File.ReadAllBytes),
        .. Below(Path.Combine("tests", "cases", "diagnostics")).Select(file => Encoding.UTF8.GetBytes(File.ReadAllText(file).Split("\n---\n")[0])),
        .. ConformanceFiles(),
    ];

    /// <summary>Texts as UTF-8.</summary>
    public static IReadOnlyList<byte[]> Bytes(IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static string[] Below(string directory) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, directory), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static IEnumerable<byte[]> ConformanceFiles()
    {
        if (Repository.Conformance is not { } directory)
        {
            yield break;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "parser", "embedded.json")));
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            yield return Encoding.UTF8.GetBytes(item.GetProperty("dockerfile").GetString() + "\n");
        }
    }
}
