using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>Keeps what removes things from the store apart from the builds that use them.</summary>
public static class BuildLock
{
    private const string Name = "in-use";

    /// <summary>Held by every build; any number at once.</summary>
    public static LockFile Share(StateDirectory state, CancellationToken cancellationToken) =>
        LockFile.Acquire(Path.Join(state.HostPath, Name), cancellationToken, shared: true);

    /// <summary>Held while things are removed; waits for builds to end.</summary>
    public static LockFile Own(StateDirectory state, CancellationToken cancellationToken) => LockFile.Acquire(Path.Join(state.HostPath, Name), cancellationToken);

    /// <summary>Held while things are removed.</summary>
    /// <returns>The lock, or null while a build runs.</returns>
    public static LockFile? TryOwn(StateDirectory state) => LockFile.TryAcquire(Path.Join(state.HostPath, Name));
}
