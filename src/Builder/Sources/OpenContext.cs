using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Builder.Sources;

/// <summary>A context directory that is open.</summary>
/// <param name="HostPath">Where it is.</param>
/// <param name="Tree">Its files.</param>
internal sealed record OpenContext(string HostPath, BuildContext Tree);
