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
    private const string OneIdHelp =
        "this user has one id only, so chown to another one and other users fail: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER gives more (and needs newuidmap)";

    private int _toldOwners;

    /// <summary>Runs a command and writes what it changed.</summary>
    /// <param name="request">The command.</param>
    /// <param name="layer">Takes the changes.</param>
    /// <param name="meter">Measures the step.</param>
    /// <param name="stepNumber">The number under which output is reported.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <returns>The host path of the upper directory, which the caller takes over or removes; null where there is none.</returns>
    /// <exception cref="StepFailedException">The command ended with an exit code other than 0.</exception>
    public string? Run(CommandRequest request, LayerWriter layer, StepMeter meter, int stepNumber, CancellationToken cancellationToken)
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

        string upper = workspace.Value.CreateDirectory();
        string work = workspace.Value.CreateDirectory();
        try
        {
            IReadOnlyList<string> lower = snapshots.LowerDirectories(request.Layers.AsSpan(), cancellationToken);
            UpperDirectory.Prepare(upper, lower.Count > 0 ? lower[0] : null);
            using DirectoryHandle changes = DirectoryHandle.OpenHost(upper);
            DiffOptions diff = new() { RootBefore = UpperDirectoryDiff.RootOf(changes) };
            OwnerMap? owners = request.NeedsHostOwners ? null : sandbox.Owners;
            TellOwners();
            ImmutableArray<MadeDevice> devices;
            using (DirectoryHandle root = OverlayMount.Create(lower, upper, work, owners))
            {
                devices = Execute(request, root, changes, owners, meter, stepNumber, cancellationToken);
            }

            meter.Begin(StepPhase.Diff);
            DeviceNodes.Restore(changes, devices);
            TellSockets(UpperDirectoryDiff.Write(changes, layer, diff, cancellationToken));
            return upper;
        }
        catch
        {
            workspace.Value.RemoveDirectory(upper);
            throw;
        }
        finally
        {
            workspace.Value.RemoveDirectory(work);
        }
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
        Execute(request, tree, changes, owners: null, meter, stepNumber, cancellationToken);
        meter.Begin(StepPhase.Diff);
        before.MoveTo(changes, cancellationToken);
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

    private ImmutableArray<MadeDevice> Execute(
        CommandRequest request, DirectoryHandle root, DirectoryHandle changes, OwnerMap? owners, StepMeter meter, int stepNumber, CancellationToken cancellationToken)
    {
        MountedRoot view = new(root);
        Account user = new AccountFiles(view).Resolve(request.User);
        OutputTail tail = new();
        using MountSession session = new(view, owners);
        foreach (StepMount mount in request.Mounts)
        {
            mount.Open(session, cancellationToken);
        }

        if (request.Script is { } script)
        {
            byte[] text = Encoding.UTF8.GetBytes(script.Value);
            session.Mounts.Add(new SecretFileMount($"/{Steps.CommandLine.ScriptDirectory}/{script.Key}", text, 0x1ED));
        }

        Action<int, ReadOnlyMemory<byte>> output = (stream, text) =>
        {
            tail.Add(text.Span);
            progress.Output(stepNumber, stream, text);
        };
        SecretOutputMask? mask = secrets.Mask(output);
        SandboxSpec spec = new()
        {
            Root = root,
            Upper = changes,
            Arguments = request.Words,
            Environment = WithHome([.. request.Environment, .. session.Environment], user),
            WorkingDirectory = request.WorkingDirectory,
            Owners = owners,
            User = new Identity(user.UserId, user.GroupId, user.SupplementaryGroups),
            Network = request.Network,
            Mounts = [.. session.Mounts],
            Privileged = request.Insecure,
            Limits = options.Limits,
            Rlimits = options.Rlimits,
            ShmSizeInBytes = options.ShmSizeInBytes,
            ExtraHosts = options.ExtraHosts,
            Output = mask is null ? output : mask.Add,
        };
        SandboxResult result = sandbox.Run(spec, cancellationToken);
        mask?.Finish();
        meter.Usage = result.Usage;
        cancellationToken.ThrowIfCancellationRequested();
        foreach (string warning in result.Warnings)
        {
            progress.Notice(warning);
        }

        if (result.ExitCode != 0)
        {
            throw new StepFailedException($"\"{request.Shown}\" did not complete: {FailureReason.Of(result, options.Limits)}", result.ExitCode, tail.Lines(), OwnerMark.IsUsed ? OneIdHelp : null);
        }

        return result.Devices;
    }

    private static ImmutableArray<string> WithHome(ImmutableArray<string> environment, Account user) =>
        environment.Any(entry => entry.StartsWith("HOME=", StringComparison.Ordinal)) ? environment : environment.Add($"HOME={user.Home ?? "/"}");
}
