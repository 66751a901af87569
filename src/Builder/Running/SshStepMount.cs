using System.Collections.Immutable;
using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary><c>--mount=type=ssh</c>: the socket of an agent. Only its name goes into the key.</summary>
internal sealed record SshStepMount(string Id, string Target, bool Required, int Mode, uint UserId, uint GroupId, string? SocketHostPath) : StepMount(Target)
{
    /// <inheritdoc/>
    public override ImmutableArray<KeyPart> KeyParts =>
        [new KeyPart($"ssh {Id}", string.Create(CultureInfo.InvariantCulture, $"{Target} {Convert.ToString(Mode, 8)} {UserId}:{GroupId}"))];

    /// <inheritdoc/>
    public override void Open(MountSession session, CancellationToken cancellationToken)
    {
        if (SocketHostPath is null)
        {
            if (Required)
            {
                throw new BuildException($"ssh agent \"{Id}\" is required", $"pass --ssh {Id}");
            }

            return;
        }

        using DirectoryHandle directory = DirectoryHandle.OpenHost(Path.GetDirectoryName(SocketHostPath)!);
        SafeFileHandle socket = session.Own(directory.OpenPath(Path.GetFileName(SocketHostPath)));
        session.Mounts.Add(new BindMount(Target, socket, ReadOnly: false));
        session.Environment.Add($"SSH_AUTH_SOCK={Target}");
    }
}
