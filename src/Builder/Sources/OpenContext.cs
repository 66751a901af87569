using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Builder.Sources;

/// <summary>A context directory that is open.</summary>
/// <param name="HostPath">Where it is.</param>
/// <param name="Tree">Its files as they are on disk.</param>
/// <param name="HasGitModes">Whether COPY and ADD see the modes that git keeps.</param>
/// <param name="Identity">What stands for the whole content of a context that was fetched, else null.</param>
internal sealed record OpenContext(string HostPath, BuildContext Tree, bool HasGitModes, string? Identity)
{
    /// <summary>Its files as COPY and ADD see them.</summary>
    public ISourceTree Files => WithModes(Tree);

    /// <summary>Looks at its files again.</summary>
    public ISourceTree Reread() => WithModes(Tree.Reread());

    private ISourceTree WithModes(BuildContext tree) => HasGitModes ? new GitModeTree(tree) : tree;
}
