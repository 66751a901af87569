using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Sharpbuild.Builder;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Checking;
using Sharpbuild.Cli.Input;
using Sharpbuild.Cli.Output;
using Sharpbuild.Cli.Screen;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Insight.Timelines;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Linux.Terminals;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild build</c>.</summary>
internal static class BuildCommand
{
    /// <summary>Builds.</summary>
    public static int Run(string[] arguments)
    {
        BuildSettings settings = new();
        List<string> words = ArgumentReader.Read(arguments, BuildOptionTable.Options, settings);
        if (words.Count != 1)
        {
            throw new UsageException(
                words.Count == 0 ? "the context is missing" : $"one context is expected, but there are {words.Count}: {string.Join(' ', words)}",
                "write sharpbuild [OPTIONS] DIRECTORY, for example sharpbuild -t app:1 .");
        }

        using Signals signals = new();
        BuildOptions options = ToOptions(settings, words[0]);
        using ContextFetch fetch = new(options);
        DockerfileInput input = DockerfileInput.Read(words[0], settings.DockerfilePath, fetch, signals.Token);
        options = options with { Context = input.Context, ContextOrigin = input.Origin, SourceDateEpoch = SourceDate.Resolve(settings, input) };
        ParseResult parsed = Dockerfile.Parse(input.Source);
        if (settings.Call != "build")
        {
            return CallCommand.Run(parsed, input, settings, options);
        }

        if (parsed.HasErrors)
        {
            DiagnosticText.Print(input.Source, parsed.Diagnostics);
            return ExitCode.Failed;
        }

        BuildChecks checks = new(parsed.Dockerfile, input, settings, options);
        if (checks.FailOnWarnings && checks.Report([]) is { IsClean: false } report)
        {
            return BuildWarnings.Refuse(report);
        }

        try
        {
            ResultFiles.Write(Build(options, parsed.Dockerfile, input, settings, signals.Token), settings);
        }
        finally
        {
            BuildWarnings.Print(checks.ReportAfterBuild(), settings);
        }

        return ExitCode.Done;
    }

    private static BuildResult Build(BuildOptions options, Dockerfile dockerfile, DockerfileInput input, BuildSettings settings, CancellationToken cancellationToken)
    {
        if (settings.ShellOnError)
        {
            return BuildWithShell(options, dockerfile, input, settings, cancellationToken);
        }

        IBuildProgress progress = CreateProgress(settings.Quiet ? "quiet" : settings.Progress, options);
        using IDisposable? screen = progress as IDisposable;
        return Build(options, dockerfile, input, settings, progress, cancellationToken);
    }

    private static IBuildProgress CreateProgress(string mode, BuildOptions options) =>
        ProgressTable.Create(mode, record => BuildSummary.Lines(record, PreviousBuild(record, options)));

    /// <summary>Plain lines, which wait while the shell has the terminal.</summary>
    private static BuildResult BuildWithShell(BuildOptions options, Dockerfile dockerfile, DockerfileInput input, BuildSettings settings, CancellationToken cancellationToken)
    {
        const int StandardInput = 0;
        const int StandardOutput = 1;
        if (!HostTerminal.IsTerminal(StandardInput) || !HostTerminal.IsTerminal(StandardOutput))
        {
            throw new UsageException("--on-error=shell needs a terminal, but standard input or output is none", "leave it out, or run the build on a terminal");
        }

        WaitingProgress progress = new(CreateProgress("plain", options));
        SandboxControl control = new();
        using PosixSignalRegistration resize = WindowSignal.Register(control);
        return Build(options with { FailureShell = new FailureShell(progress, control) }, dockerfile, input, settings, progress, cancellationToken);
    }

    private static BuildResult Build(
        BuildOptions options, Dockerfile dockerfile, DockerfileInput input, BuildSettings settings, IBuildProgress progress, CancellationToken cancellationToken)
    {
        using StepOwners owners = new(settings.UserNamespace, LocalDirectories(options));
        using NamespaceSandbox sandbox = new(owners);
        ISandbox place = UserNamespace.Needed ? new ChrootSandbox() : sandbox;
        ImageBuilder builder = new(place, progress, TimeProvider.System);
        try
        {
            return builder.Build(options, dockerfile, input.IgnoreHostPath, cancellationToken);
        }
        finally
        {
            if (settings.Explain && builder.Record is { } record)
            {
                ExplainCommand.Print(new StateDirectory(options.StateDirectory), record);
            }
        }
    }

    /// <summary>What RUN may see parts of: the store and the contexts of this machine.</summary>
    private static List<string> LocalDirectories(BuildOptions options)
    {
        List<string> hostPaths = [options.StateDirectory];
        foreach (string source in options.NamedContexts.Values.Append(options.Context))
        {
            if (Directory.Exists(source))
            {
                hostPaths.Add(source);
            }
        }

        return hostPaths;
    }

    private static BuildRecord? PreviousBuild(BuildRecord record, BuildOptions options)
    {
        PreviousBuilds builds = new(new RecordStore(new StateDirectory(options.StateDirectory)));
        return builds.Of(record.Names, record.Id).FirstOrDefault(before => before.Result is not null);
    }

    private static BuildOptions ToOptions(BuildSettings settings, string context)
    {
        ImmutableArray<ImageReference> tags = [.. settings.Tags.Select(OptionNames.Image)];
        ImmutableArray<OutputOption> outputs = [.. settings.Outputs];
        if (settings.Push)
        {
            outputs = outputs.IsEmpty ? [new OutputOption(OutputKind.Image, Push: true)] : [.. outputs.Select(output => output with { Push = output.Kind == OutputKind.Image })];
        }

        return new BuildOptions
        {
            StateDirectory = StateDirectories.Choose(settings.StateDirectory),
            Context = context,
            Tags = tags,
            Target = settings.Target,
            BuildArguments = settings.BuildArguments.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Labels = [.. settings.Labels],
            NamedContexts = settings.NamedContexts.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
            Platform = ToPlatform(settings.Platform),
            Pull = settings.Pull,
            NoCache = settings.NoCache,
            NoCacheStages = [.. settings.NoCacheStages],
            ExtraHosts = [.. settings.ExtraHosts],
            Network = settings.Network,
            Allowed = [.. settings.Allowed],
            Secrets = settings.Secrets.ToImmutableDictionary(StringComparer.Ordinal),
            SecretScan = settings.SecretScan,
            SshAgents = settings.SshAgents.ToImmutableDictionary(StringComparer.Ordinal),
            Limits = settings.Limits,
            Rlimits = [.. settings.Rlimits],
            ShmSizeInBytes = settings.ShmSizeInBytes,
            Outputs = outputs,
            Jobs = settings.Jobs,
            HistoryLimit = settings.HistoryLimit,
            MaxUsedSpaceInBytes = settings.MaxUsedSpaceInBytes,
            GitContextModes = settings.GitContextModes,
            InsecureRegistries = [.. settings.InsecureRegistries],
        };
    }

    private static Platform ToPlatform(string? text) => text is null ? Platform.Host
        : Platform.TryParse(text, out Platform? platform) ? platform
        : throw new UsageException($"--platform: \"{text}\" is not a platform", "write os/architecture[/variant], for example linux/arm64");
}
