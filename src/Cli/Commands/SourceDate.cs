using System.Diagnostics;
using System.Globalization;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Sources;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Input;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Cli.Commands;

/// <summary>The time that a reproducible build clamps to.</summary>
internal static class SourceDate
{
    /// <summary>1980-01-01, the earliest time that zip archives can hold; taken where there is no git history, or no file.</summary>
    private const long Fallback = 315_532_800;

    private const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>The options with the time in them: that of <c>--timestamp</c>, else the argument as the client's environment has it, else that of <c>--reproducible</c>.</summary>
    /// <param name="options">The options so far, the context in them.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="input">The context.</param>
    public static BuildOptions Apply(BuildOptions options, BuildSettings settings, DockerfileInput input)
    {
        if (settings.Timestamp is { Length: > 0 } text)
        {
            long seconds = Read(text, input);
            return options with { SourceDateEpoch = seconds, BuildArguments = options.BuildArguments.SetItem(Variable, seconds.ToString(CultureInfo.InvariantCulture)) };
        }

        string? value = options.BuildArguments.GetValueOrDefault(Variable) ?? Environment.GetEnvironmentVariable(Variable);
        return options with
        {
            SourceDateEpoch = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? given
                : settings.Reproducible ? GitTime(input) ?? Fallback
                : null,
            BuildArguments = string.IsNullOrEmpty(value) ? options.BuildArguments : options.BuildArguments.SetItem(Variable, value),
        };
    }

    private static long Read(string text, DockerfileInput input) => text switch
    {
        "git" => GitTime(input) ?? throw new UsageException("--timestamp git: the context is not in a git repository", "write --timestamp SECONDS"),
        "context" => TimeOfContext(input) ?? Fallback,
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            ? seconds
            : throw new UsageException($"\"{text}\" is not a time", "write seconds since 1970, git or context"),
    };

    private static long? GitTime(DockerfileInput input) => input.Origin is { } origin ? origin.ChangedAt : GitTime(input.Context);

    private static long? GitTime(string context)
    {
        ProcessStartInfo start = new("git") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = context };
        foreach (string argument in (ReadOnlySpan<string>)["log", "-1", "--format=%ct"])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 && long.TryParse(output.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? seconds : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The time of what was fetched, else that of the newest file that the build can see.</summary>
    private static long? TimeOfContext(DockerfileInput input) => input.Origin is { } origin
        ? ContextTime.Of(origin, input.Context)
        : ContextTime.NewestIn(input.Context, input.ReadIgnore() is { } ignore ? IgnoreFile.Parse(ignore) : IgnorePatterns.None);
}
