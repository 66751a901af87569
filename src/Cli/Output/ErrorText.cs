using Sharpbuild.Builder;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Cli.Output;

/// <summary>Prints what went wrong: what, where and what to do.</summary>
internal static class ErrorText
{
    private const string PlanCode = "SB0001";
    private const string CommandCode = "SB0002";

    /// <summary>Prints a message that belongs to no line of a file.</summary>
    public static int Print(string message, string? help, int exitCode)
    {
        Console.Error.WriteLine($"sharpbuild: {Terminal.Escape(message)}");
        if (help is not null)
        {
            Console.Error.WriteLine($"   = help: {Terminal.Escape(help)}");
        }

        return exitCode;
    }

    /// <summary>Prints a failure, with the line of the Dockerfile where there is one.</summary>
    public static void Print(BuildException failure)
    {
        if (failure is StepFailedException { LastOutput.Count: > 0 } failed)
        {
            Console.Error.WriteLine("------");
            foreach (string line in failed.LastOutput)
            {
                Console.Error.WriteLine(" > " + Terminal.Escape(line));
            }

            Console.Error.WriteLine("------");
        }

        if (failure.File is null)
        {
            Print(failure.Message, failure.Help, ExitCode.Failed);
            return;
        }

        Console.Error.WriteLine(Terminal.Pictures(DiagnosticRenderer.Render(failure.File, ToDiagnostic(failure))));
    }

    /// <summary>The failure as a diagnostic of its file.</summary>
    public static Diagnostic ToDiagnostic(BuildException failure)
    {
        string code = failure is StepFailedException ? CommandCode : PlanCode;
        return new Diagnostic(code, Severity.Error, Terminal.Escape(failure.Message), failure.Span, failure.Help);
    }
}
