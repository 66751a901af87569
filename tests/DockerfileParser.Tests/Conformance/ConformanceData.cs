using System.Text.Json;
using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.DockerfileParser.Tests.Conformance;

/// <summary>Cases measured with other builders; they live beside the repository or where the environment says.</summary>
internal static class ConformanceData
{
    public static string Directory => Repository.Conformance ?? "";

    public static void SkipIfAbsent() =>
        Skip.If(Repository.Conformance is null, "no conformance data: set SHARPBUILD_CONFORMANCE to its directory");

    public static IEnumerable<JsonElement> Cases(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Directory, file)));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.Clone())];
    }

    /// <summary>Prints one count line and fails with the first differences if there are any.</summary>
    public static void Report(ITestOutputHelper output, string part, int total, IReadOnlyCollection<string> failures)
    {
        string count = $"conformance {part}: {total - failures.Count}/{total}";
        output.WriteLine(count);
        Console.WriteLine(count);
        string.Join("\n\n", failures.Take(20)).Should().BeEmpty();
        total.Should().BePositive();
    }
}
