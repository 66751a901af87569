using System.Globalization;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Planning;

/// <summary><c>ARG SOURCE_DATE_EPOCH</c> before the first FROM: the file itself asks for times that are clamped.</summary>
internal static class SourceDateArgument
{
    private const string Name = "SOURCE_DATE_EPOCH";

    /// <summary>Seconds since 1970, or null where the file does not declare the argument or it has no value.</summary>
    /// <exception cref="BuildException">The value is no time.</exception>
    public static long? Resolve(StageGraph graph)
    {
        ArgInstruction? declaration = graph.Dockerfile.GlobalArguments.FirstOrDefault(arg => arg.Declarations.Any(argument => argument.Name == Name));
        if (declaration is null || graph.Globals.Lookup(Name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return seconds;
        }

        bool isStage = graph.Stages.Any(stage => string.Equals(stage.Stage.Name, text, StringComparison.OrdinalIgnoreCase));
        BuildException failure = isStage
            ? new($"the stage \"{text}\" that {Name} names does not consist of one remote ADD on scratch", "write seconds since 1970")
            : new($"invalid {Name}: {text}", "write seconds since 1970");
        throw failure.At(graph.Dockerfile.Source, declaration.Span);
    }
}
