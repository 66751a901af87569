using Sharpbuild.Cli.Commands;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Cli;

/// <summary>The command <c>sharpbuild</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        FileDescriptors.EnsureStandardStreams();
        FileDescriptors.ReportFileSizeLimit();
        try
        {
            return CommandRunner.Run(arguments);
        }
        catch (IOException)
        {
            // Not even a message can be written: the exit code is all that is left to tell it.
            return ExitCode.Failed;
        }
    }
}
