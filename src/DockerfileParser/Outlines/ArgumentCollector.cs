using System.Collections.Immutable;

using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles.Outlines;

/// <summary>Finds the arguments that stages use: those they declare, and the global ones in FROM and in defaults.</summary>
internal sealed class ArgumentCollector
{
    private readonly ImmutableDictionary<string, string> _buildArguments;
    private readonly Dictionary<string, OutlineEntry> _globals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<string>> _globalsUsedBy = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OutlineEntry> _found = new(StringComparer.Ordinal);

    private ArgumentCollector(Dockerfile dockerfile, Evaluation evaluation)
    {
        _buildArguments = evaluation.Globals.BuildArguments;
        foreach (ArgInstruction instruction in dockerfile.GlobalArguments)
        {
            foreach (ArgDeclaration declared in instruction.Declarations)
            {
                _globals[declared.Name] = Entry(instruction, declared, evaluation.Globals.Variables.GetValueOrDefault(declared.Name, ""));
                _globalsUsedBy[declared.Name] = _buildArguments.ContainsKey(declared.Name) || declared.DefaultValue is null
                    ? []
                    : VariableExpander.Expand(declared.DefaultValue, evaluation.Globals.Variables.GetValueOrDefault, dockerfile.EscapeCharacter).Matched;
            }
        }
    }

    public static ImmutableArray<OutlineEntry> Collect(Dockerfile dockerfile, Evaluation evaluation)
    {
        ArgumentCollector collector = new(dockerfile, evaluation);
        foreach (EvaluatedStage stage in evaluation.Stages.Reverse())
        {
            collector.Add(stage);
        }

        return DockerfileOutline.ByLine(collector._found.Values);
    }

    private static OutlineEntry Entry(ArgInstruction instruction, ArgDeclaration declared, string value) =>
        new(declared.Name, Description.Of(instruction.LeadingComments, declared.Name), value, Required: false, instruction.Lines);

    private void Add(EvaluatedStage stage)
    {
        for (int index = stage.Instructions.Length - 1; index >= 0; index--)
        {
            if (stage.Instructions[index].Instruction is ArgInstruction instruction)
            {
                ImmutableDictionary<string, string> after = index + 1 < stage.Instructions.Length ? stage.Instructions[index + 1].Known : stage.End.Variables;
                Add(instruction, after);
            }
        }

        foreach (string name in stage.Name.Matched.Concat(stage.Platform?.Matched ?? []))
        {
            AddGlobal(name);
        }
    }

    private void Add(ArgInstruction instruction, ImmutableDictionary<string, string> after)
    {
        foreach (ArgDeclaration declared in instruction.Declarations)
        {
            bool isInherited = declared.DefaultValue is null
                && !_buildArguments.ContainsKey(declared.Name)
                && (_globals.ContainsKey(declared.Name) || PlatformVariables.Names.Contains(declared.Name));
            if (isInherited)
            {
                AddGlobal(declared.Name);
            }
            else
            {
                _found.TryAdd(declared.Name, Entry(instruction, declared, after.GetValueOrDefault(declared.Name, "")));
            }
        }
    }

    private void AddGlobal(string name)
    {
        if (_globals.TryGetValue(name, out OutlineEntry? entry) && _found.TryAdd(name, entry))
        {
            foreach (string used in _globalsUsedBy[name])
            {
                AddGlobal(used);
            }
        }
    }
}
