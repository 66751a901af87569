using System.Collections.Immutable;
using System.Globalization;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary><c>--mount=type=tmpfs</c>: an empty directory in memory.</summary>
/// <param name="Target">Where it is.</param>
/// <param name="SizeInBytes">Its limit; null for the kernel's default.</param>
internal sealed record TmpfsStepMount(string Target, long? SizeInBytes) : StepMount(Target)
{
    /// <inheritdoc/>
    public override ImmutableArray<KeyPart> KeyParts =>
        [new KeyPart($"mount {Target}", $"tmpfs {SizeInBytes?.ToString(CultureInfo.InvariantCulture)}")];

    /// <inheritdoc/>
    public override void Open(MountSession session, CancellationToken cancellationToken) =>
        session.Mounts.Add(new TmpfsMount(Target, SizeInBytes));
}
