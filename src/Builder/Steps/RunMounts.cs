using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Steps;

/// <summary>Turns the <c>--mount</c> flags of a RUN into mounts with what they refer to.</summary>
internal sealed class RunMounts(StageServices services, StageState state, int stage, bool wait)
{
    private const int DirectoryMode = 0x1ED;
    private const int SecretMode = 0x100;
    private const int SocketMode = 0x180;

    /// <summary>The mounts, or null where one needs a stage that is not done.</summary>
    public ImmutableArray<StepMount>? Prepare(RunInstruction run, CancellationToken cancellationToken)
    {
        ImmutableArray<StepMount>.Builder mounts = ImmutableArray.CreateBuilder<StepMount>();
        foreach (MountOption option in run.Mounts)
        {
            StepMount? mount = Prepare(Parse(option), mounts.Count(before => before is SshStepMount), cancellationToken);
            if (mount is null)
            {
                return null;
            }

            mounts.Add(mount);
        }

        return mounts.ToImmutable();
    }

    private RunMount Parse(MountOption option)
    {
        ImmutableArray<KeyValuePair<string, string>> expanded =
            [.. option.Options.Select(pair => pair.Key == "from" ? pair : new(pair.Key, state.Scope.Expand(pair.Value)))];
        return RunMount.TryParse(expanded, out RunMount? mount, out string? error)
            ? mount
            : throw new BuildException($"--mount={option.Raw}: {error}");
    }

    private StepMount? Prepare(RunMount mount, int ordinal, CancellationToken cancellationToken) => mount.Kind switch
    {
        MountKind.Bind => Bind(mount, cancellationToken),
        MountKind.Cache => Cache(mount, cancellationToken),
        MountKind.Tmpfs => new TmpfsStepMount(Target(mount), mount.SizeInBytes),
        MountKind.Secret => Secret(mount),
        MountKind.Ssh => Ssh(mount, ordinal),
        _ => throw new BuildException($"mounts of type {mount.Kind} are not supported"),
    };

    private string Target(RunMount mount)
    {
        string target = ImagePath.Absolute(state.WorkingDirectory, mount.Target ?? throw new BuildException("a mount needs a target", "write target=/path"));
        return target.Length > 0 ? "/" + target : throw new BuildException("a mount can't have the target \"/\"", "mount to a directory below it");
    }

    private BindStepMount? Bind(RunMount mount, CancellationToken cancellationToken)
    {
        FileSource? source = LayerSteps.Source(mount.From, services, stage, wait, cancellationToken);
        if (source is null)
        {
            return null;
        }

        string subPath = ImagePath.Clean(mount.Source ?? "");
        string? selection = source.Identity is { } identity ? CacheKey.Digest("bind", identity, subPath) : null;
        string? fingerprint = selection is null ? null : services.Build.Inputs.TryGetSelection(selection);
        SourceSelection? selected = null;
        if (fingerprint is null)
        {
            selected = Select(source.OpenTree(cancellationToken), subPath, cancellationToken);
            fingerprint = selected.Fingerprint.ToString();
            services.Build.Inputs.Put(fingerprint, selected.Manifest);
            if (selection is not null)
            {
                services.Build.Inputs.PutSelection(selection, fingerprint);
            }
        }

        Func<CancellationToken, bool>? isUnchanged = source.Reread is { } reread && selected is not null ? token => selected.IsUnchanged(Select(reread(), subPath, token)) : null;
        return new BindStepMount(Target(mount), subPath, mount.ReadOnly, fingerprint, source.OpenPart, isUnchanged);
    }

    private static SourceSelection Select(ISourceTree tree, string subPath, CancellationToken cancellationToken)
    {
        CopySource whole = new(tree, subPath.Length == 0 ? "." : subPath);
        return CopySelector.Select(new CopyRequest([whole], "/", "/", new CopyOptions()), cancellationToken);
    }

    private CacheStepMount? Cache(RunMount mount, CancellationToken cancellationToken)
    {
        FileSource? origin = mount.From is null ? null : LayerSteps.Source(mount.From, services, stage, wait, cancellationToken);
        if (mount.From is not null && origin is null)
        {
            return null;
        }

        string target = Target(mount);
        string scope = services.Build.Options.BuildArguments.GetValueOrDefault("BUILDKIT_CACHE_MOUNT_NS") ?? "";
        return new CacheStepMount(
            $"{scope}/{mount.Id ?? target}",
            target,
            origin is null ? mount.Source ?? "" : "",
            mount.Sharing ?? CacheSharing.Shared,
            mount.ReadOnly,
            mount.Mode ?? DirectoryMode,
            mount.UserId ?? 0,
            mount.GroupId ?? 0,
            services.Build.State,
            services.Build.Workspace,
            origin is null ? null : (session, cache, token) => Fill(session, cache, origin, mount.Source ?? "", token));
    }

    /// <summary>Copies what a new cache begins with.</summary>
    private void Fill(MountSession session, DirectoryHandle cache, FileSource origin, string subPath, CancellationToken cancellationToken)
    {
        using WorkDirectory temporary = new(services.Build.Workspace);
        using FileStream tar = new(Path.Join(temporary.HostPath, "tree"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        using MountSession plain = new(session.Root, owners: null);
        using DirectoryHandle source = new(origin.OpenPart(plain, subPath, false, cancellationToken), subPath);
        using LayerWriter writer = new(tar, LayerTimes.WholeSeconds);
        TreeDiff.Write(source, writer, new DiffOptions(), cancellationToken);
        writer.Finish();
        tar.Position = 0;
        LayerUnpacker.Unpack(tar, cache, new UnpackOptions(UnpackMode.LiteralTree), cancellationToken);
    }

    private SecretStepMount Secret(RunMount mount)
    {
        string id = mount.Id ?? (mount.Target is { } target ? target[(target.LastIndexOf('/') + 1)..] : mount.EnvironmentVariable)
            ?? throw new BuildException("a secret mount needs an id", "write id=NAME");
        string? file = mount.Target is not null ? Target(mount)
            : mount.EnvironmentVariable is null ? $"/run/secrets/{id[(id.LastIndexOf('/') + 1)..]}"
            : null;
        return new SecretStepMount(
            id,
            file,
            mount.EnvironmentVariable,
            mount.Required,
            mount.Mode ?? SecretMode,
            mount.UserId ?? 0,
            mount.GroupId ?? 0,
            services.Build.Options.Secrets.GetValueOrDefault(id))
        {
            Nearest = Suggestions.Nearest(id, services.Build.Options.Secrets.Keys),
        };
    }

    private SshStepMount Ssh(RunMount mount, int ordinal)
    {
        string id = mount.Id ?? "default";
        string target = mount.Target is not null ? Target(mount) : $"/run/buildkit/ssh_agent.{ordinal}";
        return new SshStepMount(
            id,
            target,
            mount.Required,
            mount.Mode ?? SocketMode,
            mount.UserId ?? 0,
            mount.GroupId ?? 0,
            services.Build.Agents);
    }
}
