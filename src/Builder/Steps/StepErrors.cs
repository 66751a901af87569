using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Steps;

/// <summary>Puts the instruction's place on whatever went wrong in it.</summary>
internal static class StepErrors
{
    private const int NotFound = 127;

    /// <summary>The failure as the user sees it.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="source">The Dockerfile.</param>
    /// <param name="span">The instruction's place in it.</param>
    /// <param name="help">What to do where the failure itself says nothing about it.</param>
    public static BuildException Blame(Exception failure, SourceText source, SourceSpan span, string? help = null) => failure switch
    {
        StepFailedException failed => new StepFailedException(failed.Message, failed.ExitCode, failed.LastOutput, failed.Help) { File = source, Span = span },
        BuildException { Help: null, File: null } known when help is not null => new BuildException(known.Message, help, known).At(source, span),
        BuildException known => known.At(source, span),
        InputException input => new BuildException(input.Message, input.Help, input).At(source, span),
        SandboxException sandbox => new BuildException(sandbox.Message, Help(sandbox) ?? help, sandbox).At(source, span),
        _ => new BuildException(FailureText.Of(failure), FailureText.Help(failure) ?? help, failure) { File = source, Span = span },
    };

    /// <summary>The failure of a trigger, blamed on the FROM that brought it.</summary>
    public static BuildException BlameTrigger(BuildException failure, Instruction trigger)
    {
        string message = $"trigger \"ONBUILD {trigger.Original}\" of the base: {failure.Message}";
        return failure is StepFailedException failed
            ? new StepFailedException(message, failed.ExitCode, failed.LastOutput, failed.Help) { File = failure.File, Span = failure.Span }
            : new BuildException(message, failure.Help, failure) { File = failure.File, Span = failure.Span };
    }

    private static string? Help(SandboxException failure) => failure switch
    {
        { IsOfProgram: false } => null,
        { ExitCode: NotFound } => "make sure that an earlier step installs it; RUN [\"program\", \"argument\"] needs no shell",
        _ => "make it executable, for example with chmod +x or COPY --chmod=755",
    };
}
