using System.Collections.Immutable;
using System.Globalization;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Running;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Steps;

/// <summary><c>RUN</c>: runs a command in the sandbox; what it changed becomes the layer.</summary>
internal sealed class RunStep : ILayerStep
{
    private static readonly string[] ProxyNames =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"];

    private readonly BuildServices _services;
    private readonly StageState _state;
    private readonly ImmutableArray<StepMount> _mounts;
    private readonly KeyValuePair<string, string>? _script;
    private readonly ImmutableArray<string> _words;
    private readonly NetworkMode _network;
    private readonly bool _insecure;
    private readonly string _text;

    /// <summary>Prepares the step.</summary>
    /// <param name="run">The instruction.</param>
    /// <param name="mounts">Its mounts with what they refer to.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="services">What the build shares.</param>
    public RunStep(RunInstruction run, ImmutableArray<StepMount> mounts, StageState state, BuildServices services)
    {
        _services = services;
        _state = state;
        _mounts = mounts;
        _words = CommandLine.Words(run, state.Shell, out _script);
        _network = NetworkOf(run, services.Options.Network, services.Options.Allowed);
        _insecure = IsInsecure(run, services.Options.Allowed);
        _text = run.Command.IsExec || run.Heredocs.IsEmpty ? string.Join(' ', _words) : string.Join(' ', [.. state.Shell, run.Command.Text]);
    }

    /// <inheritdoc/>
    public string CreatedBy
    {
        get
        {
            string[] arguments = [.. _state.Scope.Declared.Select(name => $"{name}={_state.Scope.Lookup(name)}")];
            string prefix = arguments.Length == 0 ? "" : $"|{arguments.Length} {string.Join(' ', arguments)} ";
            return $"RUN {prefix}{string.Join(' ', _words)}";
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<KeyPart> KeyParts
    {
        get
        {
            ImmutableArray<KeyPart>.Builder parts = ImmutableArray.CreateBuilder<KeyPart>();
            parts.Add(new KeyPart("command", string.Join('\0', _words) + (_script is { } script ? "\0" + script.Value : "")));
            foreach ((string name, string value) in Variables())
            {
                parts.Add(new KeyPart($"{(IsArgument(name) ? "ARG" : "ENV")} {name}", value));
            }

            parts.Add(new KeyPart("WORKDIR", _state.WorkingDirectory));
            parts.Add(new KeyPart("USER", _state.User));
            parts.Add(new KeyPart("platform", $"{_state.Image.Os}/{_state.Image.Architecture}"));
            parts.Add(new KeyPart("network", _network.ToString()));
            parts.Add(new KeyPart("security", _insecure ? "insecure" : "sandbox"));
            if (_services.Options.HostName is not BuildOptions.DefaultHostName and string hostName)
            {
                parts.Add(new KeyPart("hostname", hostName));
            }

            parts.AddRange(_mounts.SelectMany(mount => mount.KeyParts));
            return parts.ToImmutable();
        }
    }

    /// <inheritdoc/>
    public void Execute(NewLayer target, int stepNumber, CancellationToken cancellationToken)
    {
        CommandRequest request = new(_state.Layers, _words, Environment(), _state.WorkingDirectory, _state.User, _mounts)
        {
            Script = _script,
            Network = _network,
            Insecure = _insecure,
            Shell = _state.Shell[0],
            Shown = _text,
        };
        target.Upper = _services.Commands.Run(request, target.Writer, target.Meter, stepNumber, cancellationToken);
    }

    private static NetworkMode NetworkOf(RunInstruction run, NetworkMode ordinary, ImmutableHashSet<string> allowed) => run.Network switch
    {
        null or "default" => ordinary,
        "none" => NetworkMode.None,
        "host" when ordinary == NetworkMode.Host || allowed.Contains("network.host") => NetworkMode.Host,
        "host" => throw new BuildException("RUN --network=host is not allowed", "pass --allow network.host"),
        string other => throw new BuildException($"\"{other}\" is not a network mode", "write default, none or host"),
    };

    private static bool IsInsecure(RunInstruction run, ImmutableHashSet<string> allowed) => run.Security switch
    {
        null or "sandbox" => false,
        "insecure" when allowed.Contains("security.insecure") => true,
        "insecure" => throw new BuildException("RUN --security=insecure is not allowed", "pass --allow security.insecure"),
        string other => throw new BuildException($"\"{other}\" is not a security mode", "write sandbox or insecure"),
    };

    private bool IsArgument(string name) => _state.Scope.Arguments.Contains(name);

    private SortedDictionary<string, string> Variables()
    {
        SortedDictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (string entry in _state.Config.Env)
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables[entry[..equals]] = _state.Scope.Lookup(entry[..equals]) ?? entry[(equals + 1)..];
            }
        }

        foreach (string name in _state.Scope.Arguments)
        {
            variables[name] = _state.Scope.Lookup(name)!;
        }

        return variables;
    }

    private ImmutableArray<string> Environment()
    {
        SortedDictionary<string, string> variables = Variables();
        foreach (string name in ProxyNames)
        {
            string? value = _services.Options.BuildArguments.GetValueOrDefault(name)
                ?? _services.Options.BuildArguments.GetValueOrDefault(char.IsUpper(name[0]) ? name.ToLowerInvariant() : name.ToUpperInvariant());
            if (value is not null)
            {
                variables.TryAdd(name, value);
            }
        }

        if (_services.Options.SourceDateEpoch is { } epoch)
        {
            variables.TryAdd("SOURCE_DATE_EPOCH", epoch.ToString(CultureInfo.InvariantCulture));
        }

        variables.TryAdd("PATH", DefaultEnvironment.Path);
        return [.. variables.Select(variable => $"{variable.Key}={variable.Value}")];
    }
}
