using System.Collections.Immutable;

using Sharpbuild.Builder.Steps;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Containers;

/// <summary>What a container runs, of the image's config and of what the command line says, by Docker's rules.</summary>
internal static class ContainerCommand
{
    /// <summary>The command and its arguments: an entrypoint of the command line drops the image's arguments, words after the image replace them.</summary>
    /// <exception cref="BuildException">There is none.</exception>
    public static ImmutableArray<string> Words(ContainerConfig config, ContainerOptions options)
    {
        ImmutableArray<string> entrypoint = options.Entrypoint ?? config.Entrypoint ?? [];
        ImmutableArray<string> arguments = !options.Arguments.IsEmpty || options.Entrypoint is not null ? options.Arguments : config.Cmd ?? [];
        ImmutableArray<string> words = [.. entrypoint, .. arguments];
        return words.IsEmpty
            ? throw new BuildException($"image \"{options.Image}\" has neither an entrypoint nor a command", $"write sharpbuild run {options.Image} COMMAND")
            : words;
    }

    /// <summary>The environment: later entries of the same name replace earlier ones.</summary>
    public static ImmutableArray<string> Environment(ContainerConfig config, ContainerOptions options, bool hasTerminal)
    {
        List<string> variables = [$"PATH={DefaultEnvironment.Path}", $"HOSTNAME={options.HostName}"];
        if (hasTerminal)
        {
            variables.Add("TERM=xterm");
        }

        foreach (string entry in config.Env.Concat(options.Environment))
        {
            string name = entry[..(entry.IndexOf('=', StringComparison.Ordinal) + 1)];
            int known = name.Length == 0 ? -1 : variables.FindIndex(variable => variable.StartsWith(name, StringComparison.Ordinal));
            if (known < 0)
            {
                variables.Add(entry);
            }
            else
            {
                variables[known] = entry;
            }
        }

        return [.. variables];
    }
}
