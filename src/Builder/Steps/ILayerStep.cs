using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.Steps;

/// <summary>An instruction that makes a layer.</summary>
internal interface ILayerStep
{
    /// <summary>The history's <c>created_by</c>.</summary>
    string CreatedBy { get; }

    /// <summary>Everything that decides the layer, the parent excepted, by name.</summary>
    ImmutableArray<KeyPart> KeyParts { get; }

    /// <summary>Whether the layers below decide about the layer too.</summary>
    bool DependsOnParent => true;

    /// <summary>Makes the layer.</summary>
    /// <param name="target">Where it is written.</param>
    /// <param name="stepNumber">The number under which output is reported.</param>
    /// <param name="cancellationToken">Stops the step and cleans up behind it.</param>
    void Execute(NewLayer target, int stepNumber, CancellationToken cancellationToken);
}
