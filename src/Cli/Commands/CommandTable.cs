using Sharpbuild.Cli.Parsing;

namespace Sharpbuild.Cli.Commands;

/// <summary>The commands of the program.</summary>
internal static class CommandTable
{
    /// <summary>All of them, as the help shows them.</summary>
    public static IReadOnlyList<Command> Commands { get; } =
    [
        new("build", "[OPTIONS] PATH|URL|-", "build an image from a Dockerfile; the word may be left out", BuildCommand.Run) { NeedsOwners = true },
        new("run", "[OPTIONS] IMAGE [COMMAND…]", "run an image in the sandbox of RUN; what it writes is thrown away", RunCommand.Run) { NeedsOwners = true, NeedsNamespaces = true, TakesHelp = true, FailureCode = RunCommand.OwnFailure },
        new("images", "[OPTIONS]", "list the images of the store", ImagesCommand.Run),
        new("inspect", "[OPTIONS] IMAGE…", "show the config and layers of images as JSON", InspectCommand.Run),
        new("tag", "[OPTIONS] IMAGE NAME", "give an image another name", TagCommand.Run),
        new("rmi", "[OPTIONS] IMAGE…", "remove images", RemoveCommand.Run),
        new("du", "[OPTIONS]", "show what the store holds and how large it is", DiskUsageCommand.Run) { NeedsOwners = true },
        new("prune", "[OPTIONS]", "remove what no image needs", PruneCommand.Run) { NeedsOwners = true },
        new("report", "[OPTIONS] [BUILD]", "write a report of a build: HTML, Markdown or a trace", ReportCommand.Run),
        new("history", "ls|inspect|logs|rm|export|import …", "show, move and remove the records of builds", HistoryCommand.Run),
        new("explain", "[OPTIONS] [BUILD] [STEP]", "say why each step of a build was cached or not", ExplainCommand.Run),
        new("size", "[OPTIONS] IMAGE", "show where an image's bytes come from and which are wasted", SizeCommand.Run) { NeedsOwners = true },
        new("parse", "--json [--syntax-only] FILE", "show a Dockerfile as it was understood", arguments => ParseCommand.Run(arguments, Console.In, Console.Out, Console.Error)) { TakesHelp = true },
        new("advise", "[OPTIONS] [BUILD]", "say what to change in a Dockerfile, from its recorded builds", AdviseCommand.Run) { NeedsOwners = true },
        new("debug", "--jsonl", "answer questions on words and patterns", arguments => DebugCommand.Run(arguments, Console.In, Console.Out, Console.Error)) { IsHidden = true },
        new("completion", "bash|zsh|fish", "print a completion script for a shell", CompletionCommand.Run),
        new("version", "", "print the version", _ => VersionCommand.Run()),
        new("help", "[COMMAND]", "show how to use the program or a command", HelpCommand.Run),
    ];

    /// <summary>The command of a name, or null.</summary>
    public static Command? Find(string name)
    {
        foreach (Command command in Commands)
        {
            if (command.Name == name)
            {
                return command;
            }
        }

        return null;
    }
}
