using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Steps;

/// <summary>The instructions that change only the config.</summary>
/// <remarks>They make no layer, so they never invalidate a later step by themselves.</remarks>
internal static class MetadataSteps
{
    /// <summary>The state after a metadata instruction, or null where the instruction makes a layer.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="globals">The variables of the file, from which an ARG without a default takes its value.</param>
    /// <param name="options">The build's options.</param>
    public static StageState? Apply(Instruction instruction, StageState state, VariableScope globals, BuildOptions options) => instruction switch
    {
        ArgInstruction arg => Arg(arg, state, globals, options),
        EnvInstruction env => Env(env, state),
        LabelInstruction label => Label(label, state),
        UserInstruction user => User(user, state),
        CmdInstruction cmd => Cmd(cmd, state),
        EntrypointInstruction entrypoint => Entrypoint(entrypoint, state),
        ShellInstruction shell => Shell(shell, state),
        ExposeInstruction expose => Expose(expose, state),
        VolumeInstruction volume => Volume(volume, state),
        StopSignalInstruction signal => StopSignal(signal, state),
        HealthcheckInstruction check => Healthcheck(check, state),
        OnbuildInstruction trigger => Onbuild(trigger, state),
        MaintainerInstruction maintainer => Maintainer(maintainer, state),
        _ => null,
    };

    /// <summary>The environment with one variable set; an existing one keeps its place.</summary>
    public static ImmutableArray<string> WithVariable(ImmutableArray<string> environment, string name, string value)
    {
        string entry = $"{name}={value}";
        for (int index = 0; index < environment.Length; index++)
        {
            if (environment[index].StartsWith(name, StringComparison.Ordinal) && environment[index].AsSpan(name.Length).StartsWith("="))
            {
                return environment.SetItem(index, entry);
            }
        }

        return environment.Add(entry);
    }

    private static StageState Arg(ArgInstruction instruction, StageState state, VariableScope globals, BuildOptions options)
    {
        VariableScope scope = state.Scope;
        List<string> shown = [];
        foreach (ArgDeclaration declaration in instruction.Declarations)
        {
            string? value = options.BuildArguments.GetValueOrDefault(declaration.Name)
                ?? (declaration.DefaultValue is null ? globals.Lookup(declaration.Name) : scope.Expand(declaration.DefaultValue));
            scope = scope.WithArgument(declaration.Name, value);
            shown.Add(value is null ? declaration.Name : $"{declaration.Name}={value}");
        }

        return (state with { Scope = scope }).WithHistory($"ARG {string.Join(' ', shown)}");
    }

    private static StageState Env(EnvInstruction instruction, StageState state)
    {
        VariableScope scope = state.Scope;
        ImmutableArray<string> environment = state.Config.Env;
        List<string> shown = [];
        foreach (KeyValueWord pair in instruction.Pairs)
        {
            string name = state.Scope.Expand(pair.Key);
            string value = state.Scope.Expand(pair.Value);
            environment = WithVariable(environment, name, value);
            scope = scope.WithEnvironment(name, value);
            shown.Add($"{name}={value}");
        }

        return (state with { Scope = scope }).With(state.Config with { Env = environment }).WithHistory($"ENV {string.Join(' ', shown)}");
    }

    private static StageState Label(LabelInstruction instruction, StageState state)
    {
        ImmutableSortedDictionary<string, string> labels = state.Config.Labels;
        List<string> shown = [];
        foreach (KeyValueWord pair in instruction.Pairs)
        {
            string name = state.Scope.Expand(pair.Key);
            string value = state.Scope.Expand(pair.Value);
            labels = labels.SetItem(name, value);
            shown.Add($"{name}={value}");
        }

        return state.With(state.Config with { Labels = labels }).WithHistory($"LABEL {string.Join(' ', shown)}");
    }

    private static StageState User(UserInstruction instruction, StageState state)
    {
        string user = state.Scope.Expand(instruction.User);
        return state.With(state.Config with { User = user }).WithHistory($"USER {user}");
    }

    private static StageState Cmd(CmdInstruction instruction, StageState state)
    {
        ImmutableArray<string> words = CommandLine.Words(instruction.Command, state.Shell);
        return (state with { CommandIsOwn = true })
            .With(state.Config with { Cmd = words })
            .WithHistory($"CMD {Quoted(words)}");
    }

    private static StageState Entrypoint(EntrypointInstruction instruction, StageState state)
    {
        ImmutableArray<string> words = CommandLine.Words(instruction.Command, state.Shell);
        ContainerConfig config = state.Config with { Entrypoint = words };
        return state.With(state.CommandIsOwn ? config : config with { Cmd = null }).WithHistory($"ENTRYPOINT {Quoted(words)}");
    }

    private static StageState Shell(ShellInstruction instruction, StageState state) =>
        state.With(state.Config with { Shell = instruction.Shell }).WithHistory($"SHELL [{string.Join(' ', instruction.Shell)}]");

    private static StageState Expose(ExposeInstruction instruction, StageState state)
    {
        ImmutableSortedSet<string> ports = state.Config.ExposedPorts;
        List<string> added = [];
        foreach (string word in instruction.Ports.SelectMany(port => state.Scope.ExpandToWords(port)))
        {
            added.AddRange(ExposedPorts.TryParse(word, out ImmutableArray<string> parsed, out string? error)
                ? parsed
                : throw new BuildException(error, "write a port such as 80, 80/udp or 8000-8010, from 0 to 65535"));
        }

        return state.With(state.Config with { ExposedPorts = ports.Union(added) }).WithHistory($"EXPOSE [{string.Join(' ', added)}]");
    }

    private static StageState Volume(VolumeInstruction instruction, StageState state)
    {
        string[] paths = [.. instruction.Paths.Select(state.Scope.Expand)];
        if (paths.Any(string.IsNullOrWhiteSpace))
        {
            throw new BuildException("VOLUME needs paths that are not empty");
        }

        return state.With(state.Config with { Volumes = state.Config.Volumes.Union(paths) }).WithHistory($"VOLUME [{string.Join(' ', paths)}]");
    }

    private static StageState StopSignal(StopSignalInstruction instruction, StageState state)
    {
        string signal = state.Scope.Expand(instruction.Signal);
        return SignalNames.TryParse(signal, out _)
            ? state.With(state.Config with { StopSignal = signal }).WithHistory($"STOPSIGNAL {signal}")
            : throw new BuildException($"\"{signal}\" is not a signal", "write a name such as SIGTERM or a number");
    }

    private static StageState Healthcheck(HealthcheckInstruction instruction, StageState state)
    {
        ImmutableArray<string> test = instruction.IsNone ? ["NONE"]
            : instruction.Command!.IsExec ? ["CMD", .. instruction.Command.Words]
            : ["CMD-SHELL", instruction.Command.Text];
        Healthcheck check = new(
            test,
            instruction.Interval ?? default,
            instruction.Timeout ?? default,
            instruction.StartPeriod ?? default,
            instruction.StartInterval ?? default,
            instruction.Retries ?? 0);
        return state.With(state.Config with { Healthcheck = check }).WithHistory($"HEALTHCHECK {Shown(check)}");
    }

    private static string Shown(Healthcheck check) =>
        $"{{Test:[{string.Join(' ', check.Test)}] Interval:{GoText.Duration(check.Interval)} Timeout:{GoText.Duration(check.Timeout)} "
        + $"StartPeriod:{GoText.Duration(check.StartPeriod)} StartInterval:{GoText.Duration(check.StartInterval)} Retries:{check.Retries}}}";

    /// <summary>A trigger leaves no entry in the history: as with BuildKit, the one that runs it does.</summary>
    private static StageState Onbuild(OnbuildInstruction instruction, StageState state) =>
        state.With(state.Config with { OnBuild = state.Config.OnBuild.Add(instruction.Trigger) });

    private static StageState Maintainer(MaintainerInstruction instruction, StageState state) =>
        (state with { Image = state.Image with { Author = instruction.Author } }).WithHistory($"MAINTAINER {instruction.Author}");

    private static string Quoted(ImmutableArray<string> words) => $"[{string.Join(' ', words.Select(GoText.Quote))}]";
}
