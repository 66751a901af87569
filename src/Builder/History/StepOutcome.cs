namespace Sharpbuild.Builder.History;

/// <summary>What became of a step, in the words of the record.</summary>
public static class StepOutcome
{
    /// <summary>Its layer came out of the cache.</summary>
    public const string Hit = "hit";

    /// <summary>It was executed.</summary>
    public const string Miss = "miss";

    /// <summary>It was executed and gave the content that an earlier run gave: that layer was taken, and what follows stays cached.</summary>
    public const string SameResult = "same-result";

    /// <summary>It was executed and failed.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped, or the build ended before it did.</summary>
    public const string Canceled = "canceled";
}
