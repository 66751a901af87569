using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary><c>--mount=type=bind</c>: part of the context, a stage or an image. What is written to it is thrown away.</summary>
/// <param name="Target">Where it is.</param>
/// <param name="SubPath">The part of the source.</param>
/// <param name="ReadOnly">Whether writing is refused.</param>
/// <param name="Fingerprint">What stands for the content in the key.</param>
/// <param name="OpenPart">Opens the part of the source, as files of the command's users; the flag asks for one that can be written to.</param>
/// <param name="IsUnchanged">Whether the source still has the content of the fingerprint; null where nothing can change it.</param>
internal sealed record BindStepMount(
    string Target,
    string SubPath,
    bool ReadOnly,
    string Fingerprint,
    Func<MountSession, string, bool, CancellationToken, SafeFileHandle> OpenPart,
    Func<CancellationToken, bool>? IsUnchanged)
    : StepMount(Target)
{
    /// <inheritdoc/>
    public override ImmutableArray<KeyPart> KeyParts =>
    [
        new KeyPart($"mount {Target}", $"bind {SubPath}{(ReadOnly ? "" : " rw")}"),
        new KeyPart($"{MissReason.Files} of mount {Target}", Fingerprint),
    ];

    /// <inheritdoc/>
    public override void Open(MountSession session, CancellationToken cancellationToken) =>
        session.Mounts.Add(new BindMount(Target, OpenPart(session, SubPath, !ReadOnly, cancellationToken), ReadOnly) { IsMapped = true });

    /// <inheritdoc/>
    public override void Verify(CancellationToken cancellationToken)
    {
        if (IsUnchanged?.Invoke(cancellationToken) == false)
        {
            throw new InputException($"the files mounted at {Target} changed while the command ran", "build again when nothing writes to them any more");
        }
    }
}
