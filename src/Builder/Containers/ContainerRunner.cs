using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Containers;

/// <summary>Runs an image in the sandbox of RUN. What the container writes is thrown away.</summary>
/// <param name="sandbox">Runs the command.</param>
public sealed class ContainerRunner(ISandbox sandbox)
{
    /// <summary>Runs a container to its end.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="streams">How it is connected.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="BuildException">The image or a part of what was asked for does not exist.</exception>
    /// <exception cref="SandboxException">The command could not be started.</exception>
    public SandboxResult Run(ContainerOptions options, ContainerStreams streams, CancellationToken cancellationToken)
    {
        using StoreUse use = new(new StateDirectory(options.StateDirectory), cancellationToken);
        if (options.Network == NetworkMode.Sandbox)
        {
            sandbox.PrepareNetwork();
        }

        ContentStore content = new(use.State.Images, () => use.Work.Value.HostPath);
        using BaseImages images = new(ToBuildOptions(options), use.State, new ImageStore(content), use.Work);
        BaseImage image = images.Open(options.Image, Platform.Host, cancellationToken);
        SnapshotStore snapshots = new(use.State, new LayerStore(use.State, content, use.Work), use.Work);
        using WritableRoot writable = new(use.Work.Value, snapshots.LowerDirectories(image.Layers.AsSpan(), sandbox.Owners, cancellationToken), sandbox.Owners);
        using DirectoryHandle root = writable.Mount();
        using MountSession session = new(new MountedRoot(root), sandbox.Owners);
        SandboxSpec spec = Compose(options, streams, image.Config.Config, root) with
        {
            Upper = writable.Upper,
            Owners = sandbox.Owners,
            Mounts = ContainerMounts.Open(options, session, use.Work.Value),
        };
        return sandbox.Run(spec, cancellationToken);
    }

    private static SandboxSpec Compose(ContainerOptions options, ContainerStreams streams, ContainerConfig config, DirectoryHandle root)
    {
        string text = options.User ?? config.User ?? "";
        Account user = Resolve(new MountedRoot(root), text.Length == 0 ? "0" : text);
        string? directory = options.WorkingDirectory ?? config.WorkingDir;
        return new SandboxSpec
        {
            Root = root,
            Arguments = ContainerCommand.Words(config, options),
            Environment = HomeVariable.Add(ContainerCommand.Environment(config, options, streams.Terminal is not null), user),
            WorkingDirectory = string.IsNullOrEmpty(directory) ? "/" : directory,
            User = new Identity(user.UserId, user.GroupId, user.SupplementaryGroups),
            HostName = options.HostName,
            Network = options.Network,
            ReadOnlyRoot = options.ReadOnly,
            Capabilities = options.Capabilities,
            Seccomp = options.Seccomp,
            NoNewPrivileges = options.NoNewPrivileges,
            Limits = options.Limits,
            Rlimits = options.Rlimits,
            ShmSizeInBytes = options.ShmSizeInBytes,
            ExtraHosts = options.ExtraHosts,
            Input = streams.Input,
            Terminal = streams.Terminal,
            Control = streams.Control,
            Output = streams.Output,
        };
    }

    private static Account Resolve(MountedRoot view, string user)
    {
        try
        {
            return new AccountFiles(view).Resolve(user);
        }
        catch (InputException unknown)
        {
            throw new BuildException(unknown.Message.Replace("the stage", "the image", StringComparison.Ordinal), "use a number, or a user of the image", unknown);
        }
    }

    private static BuildOptions ToBuildOptions(ContainerOptions options) => new()
    {
        StateDirectory = options.StateDirectory,
        Context = "",
        Pull = options.Pull,
        InsecureRegistries = options.InsecureRegistries,
    };
}
