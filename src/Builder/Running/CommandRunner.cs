using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Secrets;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Running;

/// <summary>Runs commands in the sandbox, each on a copy-on-write layer of its own.</summary>
internal sealed class CommandRunner(BuildOptions options, Lazy<Workspace> workspace, SnapshotStore snapshots, ISandbox sandbox, SecretGuard secrets, IBuildProgress progress)
{
    /// <summary>The way out where files can belong to one user only.</summary>
    public const string OneIdHelp =
        "this user has one id only, so chown to another one and other users fail: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER gives more (and needs newuidmap)";

    private const int NotExecutable = 126;
    private const int NotFound = 127;

    private int _toldOwners;

    /// <summary>Runs a command and writes what it changed.</summary>
    /// <param name="request">The command.</param>
    /// <param name="layer">Takes the changes.</param>
    /// <param name="meter">Measures the step.</param>
    /// <param name="stepNumber">The number under which output is reported.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <returns>The upper directory, which the caller takes over or removes; null where there is none.</returns>
    /// <exception cref="StepFailedException">The command ended with an exit code other than 0.</exception>
    /// <exception cref="SandboxException">The command could not be started.</exception>
    public FinishedUpper? Run(CommandRequest request, LayerWriter layer, StepMeter meter, int stepNumber, CancellationToken cancellationToken)
    {
        if (request.Network == NetworkMode.Sandbox)
        {
            sandbox.PrepareNetwork();
        }

        if (!OverlayMount.IsPossible)
        {
            RunInCopy(request, layer, meter, stepNumber, cancellationToken);
            return null;
        }

        OwnerMap? owners = request.Insecure ? null : sandbox.Owners;
        IReadOnlyList<string> lower = snapshots.LowerDirectories(request.Layers.AsSpan(), owners, cancellationToken);
        using WritableRoot root = new(workspace.Value, lower, owners);
        LayerEntry before = UpperDirectoryDiff.RootOf(root.Upper);
        TellOwners();
        SandboxResult result = Execute(request, new CommandPlace(root.Mount, root.Upper, root.Owners), meter, stepNumber, cancellationToken);
        meter.Begin(StepPhase.Diff);
        root.Unmount();
        DeviceNodes.Restore(root.Upper, result.Devices);
        SnapshotSeal seal = new(root.Upper);
        DiffOptions diff = new() { RootBefore = before, Visit = seal.Add };
        TellSockets(UpperDirectoryDiff.Write(root.Upper, layer, diff, cancellationToken));
        return new FinishedUpper(root.Take(), seal);
    }

    /// <summary>Without the right to mount the command runs in a copy of its files, and the copy is compared with what it was.</summary>
    private void RunInCopy(CommandRequest request, LayerWriter layer, StepMeter meter, int stepNumber, CancellationToken cancellationToken)
    {
        using WorkDirectory copy = new(workspace);
        using WorkDirectory upper = new(workspace);
        using DirectoryHandle tree = snapshots.CopyTo(copy.HostPath, request.Layers.AsSpan(), cancellationToken);
        using DirectoryHandle changes = DirectoryHandle.OpenHost(upper.HostPath);
        ChrootFiles.Make(tree);
        DiffOptions diff = new() { RootBefore = UpperDirectoryDiff.RootOf(tree) };
        TreeChanges before = TreeChanges.Note(tree, ChrootFiles.Paths);
        TellOwners();
        SandboxResult result = Execute(request, new CommandPlace(() => DirectoryHandle.OpenHost(copy.HostPath), changes, Owners: null), meter, stepNumber, cancellationToken);
        meter.Begin(StepPhase.Diff);
        before.MoveTo(changes, result.PutBack, cancellationToken);
        TellSockets(UpperDirectoryDiff.Write(changes, layer, diff, cancellationToken));
    }

    private void TellSockets(DiffResult result)
    {
        foreach (string path in result.SkippedSockets)
        {
            progress.Notice($"the socket /{path} is not in the layer: layers hold no sockets");
        }
    }

    private void TellOwners()
    {
        if (sandbox.Description is { } description && Interlocked.Exchange(ref _toldOwners, 1) == 0)
        {
            progress.Notice(description);
        }
    }

    private SandboxResult Execute(CommandRequest request, CommandPlace place, StepMeter meter, int stepNumber, CancellationToken cancellationToken)
    {
        OutputTail tail = new();
        SandboxResult result;
        try
        {
            result = Run(request, place, tail, stepNumber, cancellationToken);
        }
        catch (SandboxException refused) when (refused.ExitCode is NotExecutable or NotFound)
        {
            OpenShell(request, place, refused.Message, cancellationToken);
            throw;
        }

        meter.Usage = result.Usage;
        if (result.ExitCode == 0)
        {
            foreach (StepMount mount in request.Mounts)
            {
                mount.Verify(cancellationToken);
            }

            return result;
        }

        string failure = FailureReason.Of(result, options.Limits);
        OpenShell(request, place, failure, cancellationToken);
        throw new StepFailedException($"\"{request.Shown}\" did not complete: {failure}", result.ExitCode, tail.Lines(), OwnerMark.IsUsed ? OneIdHelp : null);
    }

    private SandboxResult Run(CommandRequest request, CommandPlace place, OutputTail tail, int stepNumber, CancellationToken cancellationToken)
    {
        Action<int, ReadOnlyMemory<byte>> output = (stream, text) =>
        {
            tail.Add(text.Span);
            progress.Output(stepNumber, stream, text);
        };
        SecretOutputMask? mask = secrets.Mask(output);
        SandboxResult result = InPlace(
            request, place, request.Words, spec => sandbox.Run(spec with { Output = mask is null ? output : mask.Add }, cancellationToken), cancellationToken);
        mask?.Finish();
        cancellationToken.ThrowIfCancellationRequested();
        foreach (string warning in result.Warnings)
        {
            progress.Notice(warning);
        }

        return result;
    }

    private void OpenShell(CommandRequest request, CommandPlace place, string failure, CancellationToken cancellationToken)
    {
        if (options.FailureShell is { } shell)
        {
            InPlace(request, place, [request.Shell], spec =>
            {
                shell.Open(spec, failure, shown => sandbox.Run(shown, cancellationToken));
                return 0;
            }, cancellationToken);
        }
    }

    /// <summary>Runs something where the command runs: on its root, with its mounts, environment and user.</summary>
    private T InPlace<T>(CommandRequest request, CommandPlace place, ImmutableArray<string> words, Func<SandboxSpec, T> run, CancellationToken cancellationToken)
    {
        using DirectoryHandle root = place.Open();
        MountedRoot view = new(root);
        Account user = new AccountFiles(view).Resolve(request.User);
        using MountSession session = new(view, place.Owners);
        CacheStepMount.Lock(request.Mounts, session, cancellationToken);
        foreach (StepMount mount in request.Mounts)
        {
            mount.Open(session, cancellationToken);
        }

        if (request.Script is { } script)
        {
            byte[] text = Encoding.UTF8.GetBytes(script.Value);
            session.Mounts.Add(new SecretFileMount($"/{Steps.CommandLine.ScriptDirectory}/{script.Key}", text, 0x1ED));
        }

        return run(new SandboxSpec
        {
            Root = root,
            Upper = place.Upper,
            Arguments = words,
            Environment = HomeVariable.Add([.. request.Environment, .. session.Environment], user),
            WorkingDirectory = request.WorkingDirectory,
            Owners = place.Owners,
            User = new Identity(user.UserId, user.GroupId, user.SupplementaryGroups),
            Network = request.Network,
            Mounts = [.. session.Mounts],
            Privileged = request.Insecure,
            Limits = options.Limits,
            Rlimits = options.Rlimits,
            ShmSizeInBytes = options.ShmSizeInBytes,
            ExtraHosts = options.ExtraHosts,
            HostName = options.HostName,
        });
    }
}
