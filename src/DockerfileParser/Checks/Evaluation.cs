using System.Collections.Immutable;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A Dockerfile with its stages connected and its variables worked out.</summary>
/// <param name="Globals">The variables that FROM lines see.</param>
/// <param name="Defaults">The same without build arguments; null when they cannot be worked out.</param>
/// <param name="Stages">The stages that are checked: all, or those the target needs.</param>
internal sealed record Evaluation(GlobalScope Globals, GlobalScope? Defaults, ImmutableArray<EvaluatedStage> Stages)
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly ImmutableDictionary<string, string> ScratchVariables =
        ImmutableDictionary<string, string>.Empty.Add("PATH", DefaultPath);

    public static Evaluation Of(Dockerfile dockerfile, CheckOptions options)
    {
        GlobalScope? defaults = GlobalScope.Of(dockerfile, options, ImmutableDictionary<string, string>.Empty);
        GlobalScope globals = GlobalScope.Of(dockerfile, options, options.BuildArguments)
            ?? new GlobalScope(ImmutableDictionary<string, string>.Empty, [], options.BuildArguments);
        Dictionary<string, EvaluatedStage> byName = [];
        List<EvaluatedStage> stages = [];
        foreach (Stage stage in dockerfile.Stages)
        {
            EvaluatedStage evaluated = Evaluate(dockerfile, options, globals, stage, byName);
            stages.Add(evaluated);
            if (stage.Name is not null)
            {
                byName[stage.Name] = evaluated;
            }
        }

        return new Evaluation(globals, defaults, Select(stages, byName, options.Target));
    }

    private static EvaluatedStage Evaluate(
        Dockerfile dockerfile, CheckOptions options, GlobalScope globals, Stage stage, Dictionary<string, EvaluatedStage> byName)
    {
        char escape = dockerfile.EscapeCharacter;
        ExpansionResult name = VariableExpander.Expand(stage.From.BaseName, globals.Variables.GetValueOrDefault, escape);
        ExpansionResult? platform = stage.From.Platform is null
            ? null
            : VariableExpander.Expand(stage.From.Platform, globals.Variables.GetValueOrDefault, escape);
        EvaluatedStage? baseStage = byName.GetValueOrDefault(name.Value.ToLowerInvariant());
        string wanted = string.IsNullOrEmpty(platform?.Value) ? options.Platform : platform.Value;
        BaseImageFacts? facts = baseStage is null && name.Value != "scratch" ? options.BaseImages?.Invoke(name.Value, wanted) : null;
        bool isKnown = name.Value == "scratch" || facts is not null;
        StageState start = baseStage?.End
            ?? new StageState(facts?.Environment ?? ScratchVariables, [], facts?.HasShell ?? false, HasWorkdir: false, isKnown);

        StageEvaluator evaluator = new(escape, start, globals);
        ImmutableArray<EvaluatedInstruction> instructions = [.. stage.Instructions.Select(evaluator.Evaluate)];
        return new EvaluatedStage(stage, name.Value, baseStage, name, platform, facts)
        {
            Instructions = instructions,
            End = evaluator.State,
        };
    }

    private static ImmutableArray<EvaluatedStage> Select(
        List<EvaluatedStage> stages, Dictionary<string, EvaluatedStage> byName, string? target)
    {
        EvaluatedStage? last = target is null ? null : Find(stages, byName, target);
        if (last is null)
        {
            return [.. stages];
        }

        HashSet<EvaluatedStage> needed = new(ReferenceEqualityComparer.Instance);
        Queue<EvaluatedStage> open = new([last]);
        while (open.TryDequeue(out EvaluatedStage? stage))
        {
            if (needed.Add(stage))
            {
                IEnumerable<string> sources = Sources(stage.Stage);
                IEnumerable<EvaluatedStage?> used = sources.Select(name => Find(stages, byName, name)).Append(stage.BaseStage);
                used.OfType<EvaluatedStage>().ToList().ForEach(open.Enqueue);
            }
        }

        return [.. stages.Where(needed.Contains)];
    }

    private static EvaluatedStage? Find(List<EvaluatedStage> stages, Dictionary<string, EvaluatedStage> byName, string name) =>
        int.TryParse(name, out int index) ? stages.ElementAtOrDefault(index) : byName.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>What the stage copies from and mounts, as written.</summary>
    internal static IEnumerable<string> Sources(Stage stage)
    {
        IEnumerable<string?> copies = stage.Instructions.OfType<CopyInstruction>().Select(copy => copy.Flags.From);
        IEnumerable<string> mounts = stage.Instructions.OfType<RunInstruction>()
            .SelectMany(run => run.Mounts)
            .SelectMany(mount => mount.Options)
            .Where(option => option.Key == "from")
            .Select(option => option.Value);
        return copies.OfType<string>().Concat(mounts);
    }
}
