using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>The store in use by one command: made if it is missing, held against removal, cleared of what dead processes left.</summary>
internal sealed class StoreUse : IDisposable
{
    private readonly LockFile _inUse;

    /// <summary>Begins to use a store.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="cancellationToken">Ends the wait for others that use it.</param>
    public StoreUse(StateDirectory state, CancellationToken cancellationToken)
    {
        State = state;
        State.Create();
        BootMark.Check(State, cancellationToken);
        _inUse = BuildLock.Share(State, cancellationToken);
        Workspace.RemoveAbandoned(State, cancellationToken);
        Work = new Lazy<Workspace>(() => Workspace.Create(State, cancellationToken));
    }

    /// <summary>The store.</summary>
    public StateDirectory State { get; }

    /// <summary>Where work in progress lies; made when it is first needed.</summary>
    public Lazy<Workspace> Work { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Work.IsValueCreated)
        {
            // Steps of a build that was killed a moment ago may still have held its workspace when this one began.
            Work.Value.Dispose();
            Workspace.TryRemoveAbandoned(State);
        }

        _inUse.Dispose();
    }
}
