using Sharpbuild.Builder.Options;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Planning;

/// <summary>Evaluates the ARGs before the first FROM, together with those that exist without being declared.</summary>
internal static class GlobalScope
{
    /// <summary>The scope in which FROM lines are expanded.</summary>
    public static VariableScope Create(Dockerfile dockerfile, BuildOptions options)
    {
        VariableScope scope = VariableScope.Empty(dockerfile.EscapeCharacter);
        foreach ((string name, string value) in PlatformArguments.For(options.Platform, options.Target))
        {
            scope = scope.WithArgument(name, options.BuildArguments.GetValueOrDefault(name) ?? value);
        }

        foreach (ArgInstruction instruction in dockerfile.GlobalArguments)
        {
            try
            {
                scope = Declare(scope, instruction, options);
            }
            catch (BuildException failure)
            {
                throw failure.At(dockerfile.Source, instruction.Span);
            }
        }

        return scope;
    }

    private static VariableScope Declare(VariableScope scope, ArgInstruction instruction, BuildOptions options)
    {
        foreach (ArgDeclaration declaration in instruction.Declarations)
        {
            string? value = options.BuildArguments.GetValueOrDefault(declaration.Name)
                ?? (declaration.DefaultValue is null ? null : scope.Expand(declaration.DefaultValue));
            scope = scope.WithArgument(declaration.Name, value);
        }

        return scope;
    }
}
