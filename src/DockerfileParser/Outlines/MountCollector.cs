using System.Collections.Immutable;

using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles.Outlines;

/// <summary>Finds the secrets and agents that stages mount; the first mention of an id counts.</summary>
internal sealed class MountCollector(char escape)
{
    private readonly Dictionary<string, OutlineEntry> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OutlineEntry> _agents = new(StringComparer.Ordinal);

    public IEnumerable<OutlineEntry> Secrets => _secrets.Values;

    public IEnumerable<OutlineEntry> Agents => _agents.Values;

    public void Add(EvaluatedStage stage)
    {
        foreach (EvaluatedInstruction evaluated in stage.Instructions)
        {
            if (evaluated.Instruction is RunInstruction run)
            {
                foreach (MountOption option in run.Mounts)
                {
                    Add(option, evaluated);
                }
            }
        }
    }

    private void Add(MountOption option, EvaluatedInstruction evaluated)
    {
        ImmutableArray<KeyValuePair<string, string>> expanded = [.. option.Options.Select(pair =>
            new KeyValuePair<string, string>(pair.Key, VariableExpander.Expand(pair.Value, name => evaluated.Known.GetValueOrDefault(name), escape).Value))];
        if (!RunMount.TryParse(expanded, out RunMount? mount, out _))
        {
            return;
        }

        if (mount.Kind == MountKind.Ssh)
        {
            Add(_agents, mount.Id ?? "default", mount, evaluated.Instruction.Lines);
        }
        else if (mount.Kind == MountKind.Secret && SecretId(mount) is { Length: > 0 } id)
        {
            Add(_secrets, id, mount, evaluated.Instruction.Lines);
        }
    }

    private static string? SecretId(RunMount mount) =>
        mount.Id ?? mount.Source ?? (mount.Target is { } target ? target[(target.LastIndexOf('/') + 1)..] : mount.EnvironmentVariable);

    private static void Add(Dictionary<string, OutlineEntry> entries, string id, RunMount mount, LineRange lines) =>
        entries.TryAdd(id, new OutlineEntry(id, "", "", mount.Required, lines));
}
