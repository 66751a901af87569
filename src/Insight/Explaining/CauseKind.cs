namespace Sharpbuild.Insight.Explaining;

/// <summary>What can be the cause of a miss, in the words of the JSON output.</summary>
public static class CauseKind
{
    /// <summary>A file has other content.</summary>
    public const string FileChanged = "file-changed";

    /// <summary>A file has another mode.</summary>
    public const string FileMode = "file-mode";

    /// <summary>A file has another owner.</summary>
    public const string FileOwner = "file-owner";

    /// <summary>A path has another type.</summary>
    public const string FileType = "file-type";

    /// <summary>A file is new.</summary>
    public const string FileAdded = "file-added";

    /// <summary>A file is gone.</summary>
    public const string FileRemoved = "file-removed";

    /// <summary>A file has another name and the same content.</summary>
    public const string FileRenamed = "file-renamed";

    /// <summary>Files differ, but the list of the earlier ones is not there.</summary>
    public const string Files = "files";

    /// <summary>The ignore file lets other files through.</summary>
    public const string Ignore = "ignore";

    /// <summary>An address served other content.</summary>
    public const string Address = "address";

    /// <summary>An ARG has another value, or came before the step.</summary>
    public const string Argument = "argument";

    /// <summary>A variable of the environment has another value.</summary>
    public const string Environment = "environment";

    /// <summary>The base image is another one.</summary>
    public const string Base = "base";

    /// <summary>A step before this one changed.</summary>
    public const string EarlierStep = "earlier-step";

    /// <summary>The instruction has another text or is new.</summary>
    public const string Instruction = "instruction";

    /// <summary>Something else that the key holds, such as the working directory.</summary>
    public const string Other = "other";

    /// <summary>The cache was not asked, lost the record, or the step failed before.</summary>
    public const string Cache = "cache";

    /// <summary>There is nothing to compare with.</summary>
    public const string FirstBuild = "first-build";
}
