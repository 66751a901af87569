namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>All sources copied before dependencies are installed.</summary>
internal static class SourceBeforeDependenciesCheck
{
    public static readonly CheckRule Rule = new(
        "SourceBeforeDependencies",
        "Dependencies are installed before the sources are copied",
        Find);

    private static readonly string[] Installers =
    [
        "npm install", "npm ci", "yarn install", "pnpm install", "pip install", "pip3 install", "poetry install", "uv sync",
        "go mod download", "cargo fetch", "bundle install", "composer install", "dotnet restore", "mvn dependency", "gradle dependencies",
        "apt-get install", "apk add", "dnf install", "yum install",
    ];

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            EvaluatedInstruction? copy = null;
            HashSet<string> before = [];
            foreach (EvaluatedInstruction evaluated in stage.Instructions)
            {
                copy ??= ContextCopy.IsWhole(evaluated) ? evaluated : null;
                if (evaluated.Instruction is not RunInstruction run || ShellText.FindCommand(run, Installers) is not { } installer)
                {
                    continue;
                }

                if (copy is null)
                {
                    before.Add(installer);
                }
                else if (!before.Contains(installer) && !InstallsSource(run))
                {
                    context.Report(
                        copy.Instruction,
                        $"every change of a source repeats \"{installer}\" on line {run.Lines.Start}; "
                        + "copy what it reads first and the rest after it");
                    break;
                }
            }
        }
    }

    /// <summary><c>pip install .</c> needs the sources themselves.</summary>
    private static bool InstallsSource(RunInstruction run) =>
        ShellText.Commands(run).Any(words => words.Contains("install") && words.Any(word => word is "." or "./" || word.StartsWith(".[", StringComparison.Ordinal)));
}
