using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild help</c>: read from the tables of commands and options.</summary>
internal static class HelpCommand
{
    private const int OptionWidth = 36;

    /// <summary>Shows the program's help, or a command's.</summary>
    public static int Run(string[] arguments)
    {
        Command? command = arguments.Length == 0 ? null
            : CommandTable.Find(arguments[0]) ?? throw new UsageException($"there is no command \"{arguments[0]}\"", "see sharpbuild --help");
        if (command is null)
        {
            ShowProgram();
        }
        else
        {
            ShowCommand(command);
        }

        return ExitCode.Done;
    }

    private static void ShowProgram()
    {
        Console.Out.WriteLine("sharpbuild builds container images from Dockerfiles: no daemon, no set-up.\n\nUsage: sharpbuild [COMMAND] [OPTIONS] …\n\nCommands:");
        foreach (Command command in CommandTable.Commands)
        {
            if (!command.IsHidden)
            {
                Console.Out.WriteLine($"  {command.Name,-12}{command.Summary}");
            }
        }

        Console.Out.WriteLine("""

            Examples:
              sharpbuild -t app:1 .                                   build ./Dockerfile into the store
              sharpbuild -f ci/Dockerfile --target test .             build one stage of another file
              sharpbuild -t app:1 -o type=oci,dest=app.tar .          write an OCI archive
              sharpbuild -t app:1 -o type=docker,dest=- . | docker load
              sharpbuild run -it app:1 sh                            look around in the image that was built
              tar cz . | sharpbuild -t app:1 -                        a context on standard input; also git and http addresses
              sharpbuild --secret id=token,src=token.txt .            hand a secret to RUN --mount=type=secret

            sharpbuild help COMMAND shows the options of a command.
            """);
    }

    private static void ShowCommand(Command command)
    {
        Console.Out.WriteLine($"sharpbuild {command.Name}: {command.Summary}\n\nUsage: sharpbuild {command.Name} {command.Usage}");
        if (command.Name == "build")
        {
            ShowOptions(BuildOptionTable.Options);
        }
        else if (command.Name == "run")
        {
            ShowOptions(RunOptionTable.Options);
        }
    }

    private static void ShowOptions<T>(IReadOnlyList<CommandOption<T>> options)
    {
        Console.Out.WriteLine("\nOptions:");
        foreach (CommandOption<T> option in options.OrderBy(static option => option.Name, StringComparer.Ordinal))
        {
            string spelling = $"{(option.Short is { } letter ? $"-{letter}, " : "    ")}--{option.Name}{(option.Value is null ? "" : $" {option.Value}")}";
            Console.Out.WriteLine(spelling.Length < OptionWidth
                ? $"  {spelling.PadRight(OptionWidth)}{option.Help}"
                : $"  {spelling}\n  {new string(' ', OptionWidth)}{option.Help}");
        }
    }
}
