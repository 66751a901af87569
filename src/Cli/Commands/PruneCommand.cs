using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild prune</c>.</summary>
internal static class PruneCommand
{
    /// <summary>Removes what is not needed and prints how much room that gave.</summary>
    public static int Run(string[] arguments)
    {
        StoreSettings settings = StoreSettings.Read(arguments);
        StateDirectory state = settings.State;
        state.Create();
        long freed = Prune.Run(state, settings.OpenStore(), settings.All);
        Console.Out.WriteLine($"freed {SizeText.Format(freed)}");
        return ExitCode.Done;
    }
}
