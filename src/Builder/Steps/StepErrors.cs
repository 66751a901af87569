using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>Puts the instruction's place on whatever went wrong in it.</summary>
internal static class StepErrors
{
    /// <summary>The failure as the user sees it.</summary>
    public static BuildException Blame(Exception failure, SourceText source, SourceSpan span) => failure switch
    {
        StepFailedException failed => new StepFailedException(failed.Message, failed.ExitCode, failed.LastOutput, failed.Help) { File = source, Span = span },
        BuildException known => known.At(source, span),
        InputException input => new BuildException(input.Message, input.Help, input) { File = source, Span = span },
        _ => new BuildException(failure.Message, help: null, failure) { File = source, Span = span },
    };
}
