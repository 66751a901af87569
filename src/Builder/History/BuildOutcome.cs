namespace Sharpbuild.Builder.History;

/// <summary>How a build ended, in the words of the record.</summary>
public static class BuildOutcome
{
    /// <summary>It gave an image.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>It failed.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped.</summary>
    public const string Canceled = "canceled";
}
