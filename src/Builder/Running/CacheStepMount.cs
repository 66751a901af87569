using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary><c>--mount=type=cache</c>: a directory that outlives the build. Its content is in no key and in no layer.</summary>
internal sealed record CacheStepMount(string Id, string Target, string SubPath, CacheSharing Sharing, bool ReadOnly, int Mode, uint UserId, uint GroupId, StateDirectory State, Lazy<Workspace> Workspace, Action<MountSession, DirectoryHandle, CancellationToken>? Fill)
    : StepMount(Target)
{
    private string HostPath => Path.Join(State.Mounts, CacheKey.Digest(Id));

    private bool IsLocked => Sharing == CacheSharing.Locked || (Sharing == CacheSharing.Shared && !OverlayMount.IsPossible);

    /// <inheritdoc/>
    public override ImmutableArray<KeyPart> KeyParts => [new KeyPart($"mount {Target}", $"cache{(ReadOnly ? " ro" : "")}")];

    /// <inheritdoc/>
    public override void Open(MountSession session, CancellationToken cancellationToken)
    {
        string directory = Sharing == CacheSharing.Private ? OwnPrivate(session, HostPath) : HostPath;
        DirectoryHandle cache = session.Own(OpenOrCreate(session, directory, cancellationToken));
        DirectoryHandle source = cache;
        if (SubPath.Trim('/').Length > 0)
        {
            cache.EnsureDirectory(SubPath, 0x1ED);
            source = session.Own(cache.OpenDirectory(SubPath));
        }

        if (!OverlayMount.IsPossible)
        {
            source = session.Own(new CacheLoan(source, ReadOnly, Workspace, cancellationToken)).Directory;
        }

        session.Mounts.Add(new BindMount(Target, source.Handle, ReadOnly));
    }

    /// <summary>Waits for all caches of a command that only one may use at a time; without mounts a cache can be in one place only.</summary>
    /// <remarks>Each once, and in one order for all steps, so that two steps never wait for each other.</remarks>
    public static void Lock(IEnumerable<StepMount> mounts, MountSession session, CancellationToken cancellationToken)
    {
        SortedSet<string> directories = new(StringComparer.Ordinal);
        foreach (CacheStepMount cache in mounts.OfType<CacheStepMount>().Where(cache => cache.IsLocked))
        {
            if (!directories.Add(cache.HostPath) && !OverlayMount.IsPossible)
            {
                throw new BuildException($"the cache at \"{cache.Target}\" is at another place too, which needs the right to mount", "give this container CAP_SYS_ADMIN or user namespaces");
            }
        }

        foreach (string directory in directories)
        {
            session.Own(LockFile.Acquire(directory + ".lock", cancellationToken));
        }
    }

    /// <summary>The first copy of a private cache that nobody uses now.</summary>
    private static string OwnPrivate(MountSession session, string directory)
    {
        for (int copy = 0; ; copy++)
        {
            string candidate = copy == 0 ? directory : $"{directory}-{copy}";
            if (LockFile.TryAcquire(candidate + ".lock") is { } owned)
            {
                session.Own(owned);
                return candidate;
            }
        }
    }

    private DirectoryHandle OpenOrCreate(MountSession session, string directory, CancellationToken cancellationToken)
    {
        string data = Path.Join(directory, "data");
        if (!Directory.Exists(data))
        {
            Create(session, Path.Join(directory, Path.GetRandomFileName()), data, cancellationToken);
        }

        CacheMountUse.Mark(directory);
        return DirectoryHandle.OpenHost(data);
    }

    /// <summary>A directory gets its name when it is filled and has its owner: the next build would take it as it is.</summary>
    private void Create(MountSession session, string unfinished, string data, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(unfinished);
        try
        {
            using (DirectoryHandle created = DirectoryHandle.OpenHost(unfinished))
            {
                Fill?.Invoke(session, created, cancellationToken);
                GiveToOwner(created);
                created.SetMode("", Mode);
            }

            // Where another step was quicker, its directory is used.
            DirectoryName.TryTake(unfinished, data);
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    private void GiveToOwner(DirectoryHandle created)
    {
        try
        {
            created.SetOwner("", UserId, GroupId);
        }
        catch (LinuxException refused) when (OwnerMark.IsUsed)
        {
            throw new BuildException($"the cache at \"{Target}\" cannot belong to {UserId}:{GroupId}", CommandRunner.OneIdHelp, refused);
        }
    }
}
