using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.History;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Insight.Advising;

/// <summary>Goes through a stage and tells which of its steps a build executes.</summary>
/// <param name="build">The build.</param>
/// <param name="files">The changed files that the ignore file lets through.</param>
/// <param name="isChangedStage">Whether another stage, by name or number, has another content.</param>
internal sealed class StageModel(SeriesBuild build, string[] files, Func<string, bool> isChangedStage)
{
    private readonly HashSet<string> _changedVariables = new(StringComparer.Ordinal);

    public bool IsChangedStage(string name) => isChangedStage(name);

    /// <summary>Adds the instructions that are executed.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="changed">Whether what it starts from has changed.</param>
    /// <param name="executed">Where they go.</param>
    /// <returns>Whether the content at the end of the stage has changed.</returns>
    public bool Run(Stage stage, bool changed, List<ExecutedStep> executed)
    {
        foreach (Instruction instruction in stage.Instructions)
        {
            FollowVariables(instruction);
            if (instruction is not (RunInstruction or CopyInstruction or WorkdirInstruction))
            {
                continue;
            }

            bool dependsOnLayersBelow = instruction is not CopyInstruction { Flags.Link: true };
            if (build.RunsAll || (changed && dependsOnLayersBelow) || IsTouched(instruction))
            {
                bool isNewContent = !HadSameResult(instruction.Original);
                executed.Add(new ExecutedStep(instruction.Original, isNewContent));
                changed |= isNewContent;
            }
        }

        return changed;
    }

    private void FollowVariables(Instruction instruction)
    {
        if (instruction is ArgInstruction arg)
        {
            _changedVariables.UnionWith(arg.Declarations.Select(declared => declared.Name).Where(build.Arguments.Contains));
        }
        else if (instruction is EnvInstruction env)
        {
            _changedVariables.UnionWith(env.Pairs.Where(pair => MentionsChange(pair.Value)).Select(pair => pair.Key));
        }
    }

    private bool MentionsChange(string text) => _changedVariables.Any(name => Mentions.Variable(text, name));

    private bool IsTouched(Instruction instruction)
    {
        if (build.Instructions.Contains(instruction.Original) || NeededStages.SourcesOf(instruction).Any(isChangedStage))
        {
            return true;
        }

        return instruction switch
        {
            RunInstruction run => _changedVariables.Count > 0 || (files.Length > 0 && run.Mounts.Any(mount => mount.Kind == MountKind.Bind && NeededStages.SourcesOf(run).All(string.IsNullOrEmpty))),
            CopyInstruction copy => MentionsChange(copy.Original) || (copy.Flags.From is null && TakesChangedFile(copy)),
            _ => false,
        };
    }

    private bool TakesChangedFile(CopyInstruction copy)
    {
        IgnorePatterns excluded = IgnoreFile.ParseExcludes(copy.Flags.Excludes);
        return files.Any(file => !excluded.IsIgnored(file) && copy.Sources.Any(source => CopiedPaths.Takes(source, file)));
    }

    /// <summary>Whether the step was executed in the recorded build and gave what it gave before.</summary>
    private bool HadSameResult(string text)
    {
        foreach (RecordedStep step in build.Record.Steps)
        {
            if (step.Text == text)
            {
                return step.Outcome == StepOutcome.SameResult;
            }
        }

        return false;
    }
}
