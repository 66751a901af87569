using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Options;

/// <summary>Lets the user look around where a command failed (<c>--on-error=shell</c>).</summary>
public interface IFailureShell
{
    /// <summary>Opens a shell; returns when the user leaves it.</summary>
    /// <param name="place">The state at the failure: the command's root file system, mounts, environment and user. Its arguments are the shell.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="run">Runs the shell, once what is read and written is filled in.</param>
    void Open(SandboxSpec place, string failure, Action<SandboxSpec> run);
}
