using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Options;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary><c>--mount=type=secret</c>: a value as a file in memory, as a variable, or both. Only its name goes into the key.</summary>
internal sealed record SecretStepMount(string Id, string? FileTarget, string? EnvironmentVariable, bool Required, int Mode, uint UserId, uint GroupId, SecretOption? Source)
    : StepMount(FileTarget ?? "")
{
    /// <summary>The secret that was perhaps meant, if this one is not given.</summary>
    public string? Nearest { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<KeyPart> KeyParts =>
        [new KeyPart($"secret {Id}", $"{FileTarget} {EnvironmentVariable} {Convert.ToString(Mode, 8)} {UserId}:{GroupId}")];

    /// <inheritdoc/>
    public override void Open(MountSession session, CancellationToken cancellationToken)
    {
        byte[]? value = Source?.Read();
        if (value is null)
        {
            if (Required)
            {
                throw new BuildException(
                    $"secret \"{Id}\" is required",
                    Nearest is { } nearest ? $"--secret gives \"{nearest}\": write id={nearest}" : $"pass --secret id={Id},src=FILE or --secret id={Id},env=VARIABLE");
            }

            return;
        }

        if (FileTarget is not null)
        {
            session.Mounts.Add(new SecretFileMount(FileTarget, value, Mode, UserId, GroupId));
        }

        if (EnvironmentVariable is not null)
        {
            session.Environment.Add($"{EnvironmentVariable}={Encoding.UTF8.GetString(value)}");
        }
    }
}
