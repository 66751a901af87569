using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.Running;

/// <summary>Something that a RUN step sees at a place of its root file system and that never lands in the layer.</summary>
/// <param name="Target">The absolute path in the root file system.</param>
internal abstract record StepMount(string Target)
{
    /// <summary>What of it decides the step's result.</summary>
    public abstract ImmutableArray<KeyPart> KeyParts { get; }

    /// <summary>Opens it for one run of the command.</summary>
    /// <param name="session">Takes the mount, and what must be closed afterwards.</param>
    /// <param name="cancellationToken">Stops waiting for a mount that another step holds.</param>
    public abstract void Open(MountSession session, CancellationToken cancellationToken);

    /// <summary>Checks after the command that what it saw is what the key stands for.</summary>
    /// <exception cref="Contexts.InputException">It changed meanwhile.</exception>
    public virtual void Verify(CancellationToken cancellationToken)
    {
    }
}
