using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Cli.Arguments;

/// <summary>Reads a command line by a table of options, in Docker's spelling.</summary>
internal static class ArgumentReader
{
    /// <summary>Applies the options to <paramref name="settings"/>.</summary>
    /// <param name="arguments">The words after the command.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="settings">What the options change.</param>
    /// <param name="stopAtFirstWord">Whether everything from the first word on belongs to another program.</param>
    /// <returns>The words that are no options.</returns>
    /// <exception cref="UsageException">An option is unknown or lacks its value.</exception>
    public static List<string> Read<T>(ReadOnlySpan<string> arguments, IReadOnlyList<CommandOption<T>> options, T settings, bool stopAtFirstWord = false)
    {
        List<string> words = [];
        for (int index = 0; index < arguments.Length; index++)
        {
            string argument = arguments[index];
            if (argument == "--" || (stopAtFirstWord && words.Count == 0 && !IsOption(argument)))
            {
                words.AddRange(arguments[(argument == "--" ? index + 1 : index)..]);
                break;
            }

            if (!IsOption(argument))
            {
                words.Add(argument);
            }
            else if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                ReadLong(argument, arguments, ref index, options, settings);
            }
            else
            {
                ReadShort(argument, arguments, ref index, options, settings);
            }
        }

        return words;
    }

    private static bool IsOption(string argument) => argument.Length > 1 && argument[0] == '-';

    private static void ReadLong<T>(string argument, ReadOnlySpan<string> arguments, ref int index, IReadOnlyList<CommandOption<T>> options, T settings)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument[2..] : argument[2..equals];
        CommandOption<T> option = Find(name, options);
        string? value = equals < 0 ? null : argument[(equals + 1)..];
        option.Apply(settings, Complete(option, value, argument, arguments, ref index));
    }

    private static void ReadShort<T>(string argument, ReadOnlySpan<string> arguments, ref int index, IReadOnlyList<CommandOption<T>> options, T settings)
    {
        for (int position = 1; position < argument.Length; position++)
        {
            char letter = argument[position];
            CommandOption<T> option = options.FirstOrDefault(candidate => candidate.Short == letter)
                ?? throw new UsageException($"unknown option -{letter}", "see sharpbuild --help");
            string rest = argument[(position + 1)..].TrimStart('=');
            if (option.Value is not null && !option.ValueIsOptional)
            {
                option.Apply(settings, Complete(option, rest.Length > 0 ? rest : null, $"-{letter}", arguments, ref index));
                return;
            }

            option.Apply(settings, "true");
        }
    }

    private static string Complete<T>(CommandOption<T> option, string? value, string argument, ReadOnlySpan<string> arguments, ref int index)
    {
        if (option.Value is null)
        {
            return value is null or "true" or "1" ? "true"
                : value is "false" or "0" ? "false"
                : throw new UsageException($"--{option.Name} takes true or false, not \"{value}\"");
        }

        if (value is not null || option.ValueIsOptional)
        {
            return value ?? "true";
        }

        return ++index < arguments.Length
            ? arguments[index]
            : throw new UsageException($"{argument} needs a value", $"write --{option.Name}={option.Value}");
    }

    private static CommandOption<T> Find<T>(string name, IReadOnlyList<CommandOption<T>> options)
    {
        foreach (CommandOption<T> option in options)
        {
            if (option.Name == name || option.Aliases.Contains(name))
            {
                return option;
            }
        }

        string? nearest = Suggestions.Nearest(name, options.Select(option => option.Name));
        throw new UsageException($"unknown option --{name}", nearest is null ? "see sharpbuild --help" : $"did you mean --{nearest}?");
    }
}
