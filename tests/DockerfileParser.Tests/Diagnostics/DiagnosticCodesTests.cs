using System.Reflection;
using Sharpbuild.Dockerfiles;
using Sharpbuild.TestSupport;

namespace Sharpbuild.DockerfileParser.Tests.Diagnostics;

public sealed class DiagnosticCodesTests
{
    private static readonly string[] Codes =
        [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_number_is_used_for_one_kind_of_mistake() => Codes.Should().OnlyHaveUniqueItems();

    [Fact]
    public void Every_number_is_explained()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "diagnostics.md"));

        Codes.Where(code => !page.Contains($"| {code} |", StringComparison.Ordinal)).Should().BeEmpty();
    }
}
