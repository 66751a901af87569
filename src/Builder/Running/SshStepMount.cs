using System.Collections.Immutable;
using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary><c>--mount=type=ssh</c>: a socket that leads to an agent. Only its name goes into the key.</summary>
internal sealed record SshStepMount(string Id, string Target, bool Required, int Mode, uint UserId, uint GroupId, SshAgents Agents) : StepMount(Target)
{
    private const string Variable = "SSH_AUTH_SOCK=";

    /// <inheritdoc/>
    public override ImmutableArray<KeyPart> KeyParts =>
        [new KeyPart($"ssh {Id}", string.Create(CultureInfo.InvariantCulture, $"{Target} {Convert.ToString(Mode, 8)} {UserId}:{GroupId}"))];

    /// <inheritdoc/>
    public override void Open(MountSession session, CancellationToken cancellationToken)
    {
        if (Agents.Open(Id, Mode, UserId, GroupId) is not { } relay)
        {
            if (Required)
            {
                throw new BuildException($"ssh agent \"{Id}\" is required", $"pass --ssh {Id}");
            }

            return;
        }

        session.Own(relay);
        using DirectoryHandle directory = DirectoryHandle.OpenHost(relay.DirectoryHostPath);
        SafeFileHandle socket = session.Own(directory.OpenPath(SshRelay.Name));
        session.Mounts.Add(new BindMount(Target, socket, ReadOnly: false));

        // The first agent is the one that ssh takes by itself.
        if (!session.Environment.Exists(entry => entry.StartsWith(Variable, StringComparison.Ordinal)))
        {
            session.Environment.Add(Variable + Target);
        }
    }
}
