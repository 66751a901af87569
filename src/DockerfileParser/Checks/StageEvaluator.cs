using System.Collections.Immutable;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Goes through the instructions of a stage and keeps its variables.</summary>
internal sealed class StageEvaluator(char escape, StageState start, GlobalScope globals)
{
    private readonly List<string> _undefined = [];
    private StageState _state = start;

    public StageState State => _state;

    public EvaluatedInstruction Evaluate(Instruction instruction)
    {
        _undefined.Clear();
        StageState before = _state;
        ImmutableArray<string> words = Apply(instruction);
        return new EvaluatedInstruction(
            instruction, words, [.. _undefined], before.Variables, before.HasShell, before.HasWorkdir);
    }

    private ImmutableArray<string> Apply(Instruction instruction)
    {
        switch (instruction)
        {
            case EnvInstruction env:
                return ApplyEnv(env);
            case ArgInstruction arg:
                return ApplyArg(arg);
            case CopyInstruction copy:
                return ApplyCopy(copy);
            case ExposeInstruction expose:
                return [.. expose.Ports.SelectMany(port => VariableExpander.ExpandToWords(port, Find, escape).Words)];
            case WorkdirInstruction workdir:
                string path = Expand(workdir.Path);
                _state = _state with { HasWorkdir = true };
                return [path];
            case ShellInstruction:
                _state = _state with { HasShell = true };
                return [];
            default:
                return [.. OtherWords(instruction).Select(Expand)];
        }
    }

    private static IEnumerable<string> OtherWords(Instruction instruction) => instruction switch
    {
        LabelInstruction label => label.Pairs.SelectMany(pair => new[] { pair.Key, pair.Value }),
        UserInstruction user => [user.User],
        VolumeInstruction volume => volume.Paths,
        StopSignalInstruction stop => [stop.Signal],
        RunInstruction run => run.Mounts.SelectMany(mount => mount.Options).Select(option => option.Value),
        _ => [],
    };

    /// <summary>All pairs see the variables from before the instruction.</summary>
    private ImmutableArray<string> ApplyEnv(EnvInstruction env)
    {
        ImmutableArray<KeyValuePair<string, string>> pairs =
            [.. env.Pairs.Select(pair => KeyValuePair.Create(Expand(pair.Key), Expand(pair.Value)))];
        _state = _state with { Variables = _state.Variables.SetItems(pairs) };
        return [.. pairs.Select(pair => pair.Key)];
    }

    /// <summary>Each name sees those before it in the same instruction.</summary>
    private ImmutableArray<string> ApplyArg(ArgInstruction arg)
    {
        foreach (ArgDeclaration declared in arg.Declarations)
        {
            string? value = globals.BuildArguments.GetValueOrDefault(declared.Name);
            if (value is null)
            {
                value = declared.DefaultValue is null ? globals.Variables.GetValueOrDefault(declared.Name) : Expand(declared.DefaultValue);
            }

            _state = _state with
            {
                Declared = _state.Declared.Add(declared.Name),
                Variables = value is null ? _state.Variables : _state.Variables.SetItem(declared.Name, value),
            };
        }

        return [.. arg.Declarations.Select(declared => declared.Name)];
    }

    private ImmutableArray<string> ApplyCopy(CopyInstruction copy)
    {
        foreach (string? flag in (ReadOnlySpan<string?>)[copy.Flags.Chown, copy.Flags.Chmod, copy.Flags.Checksum])
        {
            Expand(flag ?? "");
        }

        ImmutableArray<string> sources = [.. copy.Sources.Select(Expand)];
        Expand(copy.Destination);
        foreach (Heredoc heredoc in copy.Heredocs.Where(heredoc => heredoc.Expand))
        {
            Note(VariableExpander.ExpandKeepingQuotes(heredoc.Content, Find));
        }

        return sources;
    }

    private string Expand(string word) => Note(VariableExpander.Expand(word, Find, escape)).Value;

    private ExpansionResult Note(ExpansionResult result)
    {
        if (_state.IsBaseKnown)
        {
            _undefined.AddRange(result.Unmatched.Where(name => !_state.Declared.Contains(name)));
        }

        return result;
    }

    private string? Find(string name) => _state.Variables.GetValueOrDefault(name);
}
