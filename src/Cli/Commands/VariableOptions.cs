using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads variables for a command, in docker's spelling.</summary>
internal static class VariableOptions
{
    /// <summary>Adds <c>NAME=VALUE</c>, or <c>NAME</c> with the value it has here; one that is not set here is passed over.</summary>
    public static void Add(string text, List<string> variables)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new UsageException($"--env: \"{text}\" has no name", "write --env NAME=VALUE");
        }

        if (equals >= 0)
        {
            variables.Add(text);
        }
        else if (Environment.GetEnvironmentVariable(name) is { } value)
        {
            variables.Add($"{name}={value}");
        }
    }

    /// <summary>Adds the lines of a file; empty ones and those with <c>#</c> in front are passed over.</summary>
    public static void AddFile(string hostPath, List<string> variables)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(hostPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--env-file: {failure.Message}");
        }

        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1].TrimStart();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.AsSpan(0, equals < 0 ? line.Length : equals).ContainsAny(' ', '\t'))
            {
                throw new UsageException($"--env-file: {hostPath}:{number}: the name of a variable has no blanks");
            }

            Add(line, variables);
        }
    }
}
