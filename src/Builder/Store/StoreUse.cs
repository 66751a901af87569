using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>The store in use by one command: made if it is missing, held against removal, cleared of what dead processes left.</summary>
internal sealed class StoreUse : IDisposable
{
    private readonly LockFile _inUse;

    /// <summary>Begins to use a store.</summary>
    /// <param name="state">The state directory.</param>
    public StoreUse(StateDirectory state)
    {
        State = state;
        State.Create();
        BootMark.Check(State);
        _inUse = BuildLock.Share(State);
        Workspace.RemoveAbandoned(State);
        Work = new Lazy<Workspace>(() => Workspace.Create(State));
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
            Workspace.RemoveAbandoned(State);
        }

        _inUse.Dispose();
    }
}
