using Sharpbuild.Cli.Commands;

namespace Sharpbuild.Cli;

/// <summary>The command <c>sharpbuild</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => CommandRunner.Run(arguments);
}
