using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Steps;

/// <summary><c>WORKDIR</c>: makes the directory where it is missing.</summary>
/// <param name="path">The absolute path, variables replaced.</param>
/// <param name="user">The USER whose it becomes.</param>
/// <param name="createdAt">The time of what is made.</param>
/// <param name="openRoot">Opens a view of the root file system so far.</param>
internal sealed class WorkdirStep(string path, string user, UnixTime createdAt, Func<CancellationToken, IRootView> openRoot) : ILayerStep
{
    /// <inheritdoc/>
    public string CreatedBy => $"WORKDIR {path}";

    /// <inheritdoc/>
    public ImmutableArray<KeyPart> KeyParts => [new KeyPart(MissReason.Instruction, $"WORKDIR {path}"), new KeyPart("user", user)];

    /// <inheritdoc/>
    public void Execute(NewLayer target, int stepNumber, CancellationToken cancellationToken)
    {
        IRootView root = openRoot(cancellationToken);
        (uint userId, uint groupId) = FindOwner(root);
        using CopyPlan? plan = DirectoryCreation.Plan(path, root, userId, groupId, createdAt);
        target.Meter.Begin(StepPhase.Diff);
        plan?.WriteTo(target.Writer, cancellationToken);
    }

    /// <summary>The owner; root where the user is unknown, which only RUN refuses.</summary>
    private (uint UserId, uint GroupId) FindOwner(IRootView root)
    {
        try
        {
            Account account = new AccountFiles(root).Resolve(user);
            return (account.UserId, account.GroupId);
        }
        catch (InputException)
        {
            return (0, 0);
        }
    }
}
