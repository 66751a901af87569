using System.Collections.Immutable;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The variables that FROM lines see.</summary>
/// <param name="Variables">Names with values.</param>
/// <param name="Declared">All names, with or without value.</param>
/// <param name="BuildArguments">The build arguments that were applied.</param>
internal sealed record GlobalScope(
    ImmutableDictionary<string, string> Variables, ImmutableHashSet<string> Declared, ImmutableDictionary<string, string> BuildArguments)
{
    /// <summary>Works out the global scope; null when a default cannot be expanded.</summary>
    public static GlobalScope? Of(Dockerfile dockerfile, CheckOptions options, ImmutableDictionary<string, string> buildArguments)
    {
        ImmutableDictionary<string, string> variables = PlatformVariables.Of(dockerfile, options);
        ImmutableHashSet<string> declared = [.. variables.Keys];
        foreach (ArgDeclaration argument in dockerfile.GlobalArguments.SelectMany(instruction => instruction.Declarations))
        {
            declared = declared.Add(argument.Name);
            string? value = buildArguments.GetValueOrDefault(argument.Name);
            if (value is null && argument.DefaultValue is not null)
            {
                ExpansionResult result = VariableExpander.Expand(
                    argument.DefaultValue, variables.GetValueOrDefault, dockerfile.EscapeCharacter);
                if (result.Error is not null)
                {
                    return null;
                }

                value = result.Value;
            }

            variables = value is null ? variables : variables.SetItem(argument.Name, value);
        }

        return new GlobalScope(variables, declared, buildArguments);
    }
}
