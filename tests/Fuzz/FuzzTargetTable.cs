using Sharpbuild.Fuzz.Targets;

namespace Sharpbuild.Fuzz;

/// <summary>Every target. A new one is a file in <c>Targets</c> and a line here.</summary>
public static class FuzzTargetTable
{
    private static readonly (string Name, Func<FuzzTarget> Create)[] All =
    [
        ("parser", ParserTarget.Create),
        ("checks", ChecksTarget.Create),
        ("words", WordsTarget.Create),
        ("ignore", IgnoreTarget.Create),
        ("tar", TarTarget.Create),
        ("layer", LayerTarget.Create),
        ("compression", CompressionTarget.Create),
        ("manifest", DocumentTargets.Manifest),
        ("index", DocumentTargets.Index),
        ("configuration", DocumentTargets.Configuration),
        ("docker-archive", DocumentTargets.DockerArchive),
        ("cache", DocumentTargets.Cache),
        ("reference", ReferenceTargets.References),
        ("docker-config", ReferenceTargets.DockerConfiguration),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(target => target.Name);

    /// <summary>The target with a name, or null.</summary>
    public static FuzzTarget? Find(string name)
    {
        foreach ((string candidate, Func<FuzzTarget> create) in All)
        {
            if (candidate == name)
            {
                return create();
            }
        }

        return null;
    }
}
