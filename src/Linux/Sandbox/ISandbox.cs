using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A place in which one command runs, cut off from the host.</summary>
public interface ISandbox
{
    /// <summary>Runs the command to its end; nothing of it is left when this returns or throws.</summary>
    /// <exception cref="SandboxException">The command could not be started.</exception>
    /// <exception cref="LinuxException">The kernel refused a part of the sandbox.</exception>
    /// <exception cref="OperationCanceledException">The command was killed because <paramref name="cancellationToken"/> asked for it.</exception>
    SandboxResult Run(SandboxSpec spec, CancellationToken cancellationToken);

    /// <summary>The ids of commands, for <see cref="SandboxSpec.Owners"/> and <see cref="OverlayMount.Create"/>; null for the builder's.</summary>
    OwnerMap? Owners => null;

    /// <summary>Who commands run as, in one line for the user; null for nothing worth telling.</summary>
    string? Description => null;

    /// <summary>
    /// Starts what a command with <see cref="NetworkMode.Sandbox"/> will need, in the background: to be called as soon as it is known that one
    /// will run. Further calls do nothing.
    /// </summary>
    void PrepareNetwork()
    {
    }
}
