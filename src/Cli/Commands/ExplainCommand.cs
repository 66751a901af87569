using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Output;
using Sharpbuild.Insight.Builds;
using Sharpbuild.Insight.Explaining;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild explain</c>: why each step of a build was cached or not.</summary>
internal static class ExplainCommand
{
    /// <summary>Explains a build of the history, or one step of it.</summary>
    public static int Run(string[] arguments)
    {
        HistorySettings settings = HistorySettings.Read(arguments);
        if (settings.Words.Count > 2)
        {
            throw new UsageException("explain takes a build and a step", "write sharpbuild explain [BUILD] [STEP]");
        }

        BuildChoice choice = new(settings.Records);
        BuildRecord build = choice.Find(settings.Words.Count > 0 ? settings.Words[0] : null);
        BuildExplanation explanation = Explain(settings.State, build, settings.Against is null ? null : choice.Find(settings.Against));
        if (settings.Words.Count == 2)
        {
            explanation = explanation with { Steps = [StepOf(explanation, settings.Words[1])] };
        }

        Print(explanation, settings.Json, Console.Out);
        return ExitCode.Done;
    }

    /// <summary>Explains a build that just ended, on standard error.</summary>
    public static void Print(StateDirectory state, BuildRecord build) => Print(Explain(state, build, against: null), json: false, Console.Error);

    private static BuildExplanation Explain(StateDirectory state, BuildRecord build, BuildRecord? against)
    {
        List<BuildRecord> earlier = against is null ? new PreviousBuilds(new RecordStore(state)).ComparableWith(build) : [against];
        return new Explainer(new InputStore(state, new Lazy<Workspace>(() => Workspace.Create(state, CancellationToken.None)))).Explain(build, earlier);
    }

    private static StepExplanation StepOf(BuildExplanation explanation, string text)
    {
        bool isNumber = int.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        ImmutableArray<StepExplanation> fitting =
            [.. explanation.Steps.Where(step => isNumber ? step.Step.Number == number : step.Step.Text.Contains(text, StringComparison.OrdinalIgnoreCase))];
        return fitting.Length > 0 ? fitting[0]
            : throw new BuildException($"build {explanation.Build.Id} has no step \"{text}\"", $"write a number from 1 to {explanation.Steps.Length}, or a part of the instruction");
    }

    private static void Print(BuildExplanation explanation, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(Encoding.UTF8.GetString(ExplanationJson.Write(explanation)));
            return;
        }

        foreach (string line in ExplanationText.Lines(explanation))
        {
            output.WriteLine(Terminal.Escape(line));
        }
    }
}
