namespace Sharpbuild.Builder.History;

/// <summary>What a step that is executed is doing.</summary>
internal enum StepPhase
{
    /// <summary>It waits for a free place (<c>--jobs</c>).</summary>
    Queue,

    /// <summary>It runs its command, or finds and fetches the files that it copies.</summary>
    Run,

    /// <summary>It writes the layer.</summary>
    Diff,

    /// <summary>It makes the layer and its record visible in the store.</summary>
    Commit,
}
