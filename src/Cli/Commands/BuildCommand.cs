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
using Sharpbuild.Insight.Sizes;
using Sharpbuild.Insight.Timelines;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Linux.Terminals;

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
        BuildOptions options = BuildRequest.Of(settings, words[0]);
        IBuildProgress progress = CreateProgress(settings, options);
        using IDisposable? screen = progress as IDisposable;
        using ContextFetch fetch = new(options, progress, signals.Token);
        DockerfileInput input = DockerfileInput.Read(words[0], settings.DockerfilePath, fetch, signals.Token);
        options = SourceDate.Apply(options with { Context = input.Context, ContextOrigin = input.Origin }, settings, input);
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
            (BuildResult result, BuildRecord record) = Build(options, parsed.Dockerfile, input, settings, progress, signals.Token);
            ResultFiles.Write(result, record, settings, checks);
        }
        finally
        {
            BuildWarnings.Print(checks.ReportAfterBuild(), settings);
        }

        return ExitCode.Done;
    }

    /// <summary>The progress that was asked for; plain lines that can wait where a shell may take the terminal.</summary>
    private static IBuildProgress CreateProgress(BuildSettings settings, BuildOptions options)
    {
        string mode = settings.ShellOnError ? "plain" : settings.Quiet || settings.Call != "build" ? "quiet" : settings.Progress;
        IBuildProgress progress = ProgressTable.Create(mode, record => BuildSummary.Lines(record, PreviousBuild(record, options)), record => BuildSizes.Lines(record, new StateDirectory(options.StateDirectory)));
        return settings.ShellOnError ? new WaitingProgress(progress) : progress;
    }

    /// <summary>Builds; where a command fails a shell may be opened in its place.</summary>
    private static (BuildResult Result, BuildRecord Record) Build(
        BuildOptions options, Dockerfile dockerfile, DockerfileInput input, BuildSettings settings, IBuildProgress progress, CancellationToken cancellationToken)
    {
        if (progress is not WaitingProgress waiting)
        {
            return BuildOnce(options, dockerfile, input, settings, progress, cancellationToken);
        }

        const int StandardInput = 0;
        const int StandardOutput = 1;
        if (!HostTerminal.IsTerminal(StandardInput) || !HostTerminal.IsTerminal(StandardOutput))
        {
            throw new UsageException("--on-error=shell needs a terminal, but standard input or output is none", "leave it out, or run the build on a terminal");
        }

        SandboxControl control = new();
        using PosixSignalRegistration resize = WindowSignal.Register(control);
        return BuildOnce(options with { FailureShell = new FailureShell(waiting, control) }, dockerfile, input, settings, progress, cancellationToken);
    }

    private static (BuildResult Result, BuildRecord Record) BuildOnce(
        BuildOptions options, Dockerfile dockerfile, DockerfileInput input, BuildSettings settings, IBuildProgress progress, CancellationToken cancellationToken)
    {
        using StepOwners owners = new(settings.UserNamespace, LocalDirectories(options));
        using NamespaceSandbox sandbox = new(owners);
        using ChrootSandbox copies = new();
        ISandbox place = UserNamespace.Needed ? copies : sandbox;
        ImageBuilder builder = new(place, progress, TimeProvider.System);
        try
        {
            BuildResult result = builder.Build(options, dockerfile, input.IgnoreHostPath, cancellationToken);
            return (result, builder.Record!);
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
}
