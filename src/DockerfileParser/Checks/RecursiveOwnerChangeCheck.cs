using Sharpbuild.Dockerfiles.Expansion;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A recursive chown or chmod of files that an earlier layer holds, which stores every one of them again.</summary>
internal static class RecursiveOwnerChangeCheck
{
    public static readonly CheckRule Rule = new(
        "RecursiveOwnerChange",
        "Owner and mode are set where files are made or copied",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedStage stage in ImageStages.Of(context.Evaluation))
        {
            Copies copies = new(context.Dockerfile.EscapeCharacter);
            bool hasRun = false;
            foreach (EvaluatedInstruction evaluated in stage.Instructions)
            {
                copies.Follow(evaluated);
                if (evaluated.Instruction is RunInstruction run)
                {
                    Check(context, run, copies, hasRun);
                    hasRun = true;
                }
            }
        }
    }

    private static void Check(CheckContext context, RunInstruction run, Copies copies, bool hasRun)
    {
        string[][] commands = [.. ShellText.Commands(run)];
        bool onlyChanges = hasRun && commands.All(IsChange);
        foreach (string[] command in commands.Where(IsRecursive))
        {
            if (onlyChanges || command[3..].Any(copies.Overlap))
            {
                string flag = command[0] == "chown" ? "--chown" : "--chmod";
                context.Report(
                    run, $"\"{command[0]} {command[1]}\" stores every file a second time; set it with COPY {flag}, or in the RUN that makes the files");
                return;
            }
        }
    }

    private static bool IsChange(string[] command) => command[0] is "chown" or "chmod";

    private static bool IsRecursive(string[] command) =>
        IsChange(command) && command.Length > 3 && (command[1] == "--recursive" || (command[1].StartsWith('-') && command[1].Contains('R', StringComparison.Ordinal)));

    /// <summary>The directories that COPY and ADD wrote so far, and the working directory.</summary>
    private sealed class Copies(char escape)
    {
        private readonly List<string> _destinations = [];
        private string _workingDirectory = "/";

        public void Follow(EvaluatedInstruction evaluated)
        {
            if (evaluated is { Instruction: WorkdirInstruction, Words: [var path] })
            {
                _workingDirectory = Absolute(path);
            }
            else if (evaluated.Instruction is CopyInstruction { Flags: { Chown: null, Chmod: null } } copy)
            {
                _destinations.Add(Absolute(VariableExpander.Expand(copy.Destination, name => evaluated.Known.GetValueOrDefault(name), escape).Value));
            }
        }

        public bool Overlap(string word)
        {
            string path = Absolute(word.Trim('"', '\''));
            return !word.Contains('$', StringComparison.Ordinal) && _destinations.Exists(copied => IsBelow(copied, path) || IsBelow(path, copied));
        }

        private string Absolute(string path) => CleanPath.Of(path.StartsWith('/') ? path : $"{_workingDirectory}/{path}");

        private static bool IsBelow(string path, string directory) =>
            directory == "/" || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);
    }
}
