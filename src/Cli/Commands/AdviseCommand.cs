using System.Collections.Immutable;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Export;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Output;
using Sharpbuild.Insight.Advising;
using Sharpbuild.Insight.Builds;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild advise</c>: what to change in a Dockerfile so that builds like the recorded ones take less.</summary>
internal static class AdviseCommand
{
    /// <summary>Advises on the Dockerfile of a build, the last one unless told.</summary>
    public static int Run(string[] arguments)
    {
        AdviseSettings settings = AdviseSettings.Read(arguments);
        StateDirectory state = settings.State;
        RecordStore records = new(state);
        BuildRecord last = new BuildChoice(records).Find(settings.Words.Count > 0 ? settings.Words[0] : null);
        (Advice advice, AdviceSubject subject) = new AdviceSource(state).For(last, settings.Last);
        ReplayedSeries? measured = settings.Verify ? Verify(state, advice, subject, settings.Secrets) : null;
        Print(advice, subject, settings, last.FileName, measured);
        return ExitCode.Done;
    }

    private static ReplayedSeries Verify(StateDirectory state, Advice advice, AdviceSubject subject, Dictionary<string, SecretOption> secrets)
    {
        string context = subject.Context ?? throw new BuildException("the context is not there any more", "--verify builds the series again from it");
        using Signals signals = new();
        IEnumerable<string> contexts = advice.Series.SelectMany(build => build.Record.Options.NamedContexts).Select(named => named.Value).Where(Directory.Exists);
        using StepOwners owners = new(UserNamespaceMode.Auto, [state.HostPath, .. contexts]);
        using NamespaceSandbox sandbox = new(owners);
        using ChrootSandbox copies = new();
        ISandbox place = UserNamespace.Needed ? copies : sandbox;
        SeriesReplay replay = new(state, secrets.ToImmutableDictionary(StringComparer.Ordinal), (options, dockerfile, ignore) =>
            new ImageBuilder(place, new QuietProgress(), TimeProvider.System).Build(options, dockerfile, ignore, signals.Token));
        return replay.Run(advice, context, signals.Token);
    }

    private static void Print(Advice advice, AdviceSubject subject, AdviseSettings settings, string fileName, ReplayedSeries? measured)
    {
        bool patchIsOutput = settings.Write && settings.PatchFile is null;
        TextWriter output = patchIsOutput ? Console.Error : Console.Out;
        if (settings.Json)
        {
            output.WriteLine(AdviceJson.Format(advice, subject.Patch, measured));
        }
        else if (!patchIsOutput || settings.Verify)
        {
            output.Write(Terminal.EscapeLines(AdviceText.Format(advice, fileName, subject.Patch)));
            output.Write(measured is null ? "" : "\n" + Terminal.EscapeLines(AdviceText.Format(advice, measured)));
        }

        string patch = subject.Patch.Of(advice.Before, advice.After);
        if (settings.PatchFile is { } file)
        {
            ResultFile.Write(file, patch);
        }
        else if (patchIsOutput)
        {
            Console.Out.Write(patch);
        }
    }
}
