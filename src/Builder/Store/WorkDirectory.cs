namespace Sharpbuild.Builder.Store;

/// <summary>A directory of the workspace that goes away with its owner.</summary>
/// <param name="workspace">The workspace.</param>
public sealed class WorkDirectory(Lazy<Workspace> workspace) : IDisposable
{
    /// <summary>The directory.</summary>
    public string HostPath { get; } = workspace.Value.CreateDirectory();

    /// <inheritdoc/>
    public void Dispose() => workspace.Value.RemoveDirectory(HostPath);
}
