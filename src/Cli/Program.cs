using Sharpbuild.Cli.Commands;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Cli;

/// <summary>The command <c>sharpbuild</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        FileDescriptors.EnsureStandardStreams();
        return CommandRunner.Run(arguments);
    }
}
