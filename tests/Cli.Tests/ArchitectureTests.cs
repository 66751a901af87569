using System.Text.RegularExpressions;

using Sharpbuild.TestSupport;

namespace Sharpbuild.Cli.Tests;

/// <summary>Data flows one way: what docs/architecture.md says of projects and folders is read off the sources.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>The projects with the roots of their namespaces; each may use those before it, but for the exceptions below.</summary>
    private static readonly (string Project, string Namespace, string[] MayUse)[] Projects =
    [
        ("DockerfileParser", "Sharpbuild.Dockerfiles", []),
        ("Linux", "Sharpbuild.Linux", []),
        ("Oci", "Sharpbuild.Oci", ["Linux"]),
        ("Builder", "Sharpbuild.Builder", ["DockerfileParser", "Linux", "Oci"]),
        ("Insight", "Sharpbuild.Insight", ["DockerfileParser", "Linux", "Oci", "Builder"]),
        ("Cli", "Sharpbuild.Cli", ["DockerfileParser", "Linux", "Oci", "Builder", "Insight"]),
    ];

    [Fact]
    public void A_project_uses_only_projects_to_its_right()
    {
        IEnumerable<string> wrong =
            from project in Projects
            from use in Uses(project.Project)
            from other in Projects
            where IsBelow(use.Namespace, other.Namespace) && other.Project != project.Project && !project.MayUse.Contains(other.Project)
            select $"{use.File} uses {use.Namespace}";

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void No_two_folders_of_a_project_use_each_other()
    {
        foreach ((string project, string root, _) in Projects)
        {
            ILookup<string, string> uses = Uses(project)
                .Where(use => IsBelow(use.Namespace, root) && use.Namespace != use.Own)
                .ToLookup(use => use.Own, use => use.Namespace);

            IEnumerable<string> circles = uses.Select(folder => folder.Key).Where(folder => Reachable(folder, uses).Contains(folder));

            circles.Should().BeEmpty($"a folder of {project} must not lead back to itself");
        }
    }

    [Fact]
    public void The_namespace_of_a_file_is_its_folder()
    {
        IEnumerable<string> wrong =
            from project in Projects
            where project.Project != "DockerfileParser"
            from file in Sources(project.Project)
            let folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src", project.Project), file))!
            let expected = folder.Length == 0 ? project.Namespace : $"{project.Namespace}.{folder.Replace('/', '.')}"
            where Own(File.ReadAllText(file)) is { Length: > 0 } own && own != expected
            select $"{file}: {Own(File.ReadAllText(file))}";

        wrong.Should().BeEmpty();
    }

    private static HashSet<string> Reachable(string start, ILookup<string, string> uses)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(uses[start]);
        while (open.TryPop(out string? folder))
        {
            if (reached.Add(folder))
            {
                foreach (string next in uses[folder])
                {
                    open.Push(next);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<(string File, string Own, string Namespace)> Uses(string project) =>
        from file in Sources(project)
        let text = File.ReadAllText(file)
        from Match use in Using().Matches(text)
        select (file, Own(text), use.Groups[1].Value);

    private static IEnumerable<string> Sources(string project) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string Own(string text) => Namespace().Match(text).Groups[1].Value;

    private static bool IsBelow(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"^using (Sharpbuild[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
