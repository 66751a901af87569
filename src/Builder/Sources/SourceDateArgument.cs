using System.Collections.Immutable;
using System.Globalization;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Sources;

/// <summary>
/// The argument <c>SOURCE_DATE_EPOCH</c>: the time to which all times are clamped. It is a number, or names what has the time: <c>context</c>,
/// a named context, or a stage that consists of one remote ADD.
/// </summary>
/// <remarks>LANGUAGE A4.9. A repository has the time of its commit, what comes over http <c>Last-Modified</c>, else the time of the newest file in the archive; a directory has none.</remarks>
/// <param name="graph">The file.</param>
/// <param name="options">The build's options.</param>
internal sealed class SourceDateArgument(StageGraph graph, BuildOptions options)
{
    private const string Name = "SOURCE_DATE_EPOCH";
    private const string MainContext = "context";
    private const string Scratch = "scratch";
    private const string Help = "write seconds since 1970, context, a named context, or a stage of one remote ADD on scratch";

    /// <summary>The options with the time that the argument stands for, and with its number as the value of the argument.</summary>
    /// <param name="remotes">Fetches what is asked for its time.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="BuildException">The value is no time and names nothing that has one.</exception>
    public BuildOptions Apply(RemoteSources remotes, CancellationToken cancellationToken)
    {
        if (Text() is not { Length: > 0 } text)
        {
            return options;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            long? found = Find(text, remotes, cancellationToken);
            string number = found?.ToString(CultureInfo.InvariantCulture) ?? "";
            return options with { SourceDateEpoch = found ?? options.SourceDateEpoch, BuildArguments = options.BuildArguments.SetItem(Name, number) };
        }

        return options with { SourceDateEpoch = seconds };
    }

    private string? Text() => options.BuildArguments.GetValueOrDefault(Name) ?? (Declaration() is null ? null : graph.Globals.Lookup(Name));

    private ArgInstruction? Declaration() => graph.Dockerfile.GlobalArguments.FirstOrDefault(arg => arg.Declarations.Any(argument => argument.Name == Name));

    private long? Find(string text, RemoteSources remotes, CancellationToken cancellationToken)
    {
        if (text == MainContext)
        {
            return options.ContextOrigin is { } origin ? ContextTime.Of(origin, options.Context) : null;
        }

        if (options.NamedContexts.TryGetValue(text, out string? source))
        {
            if (new BaseReference.NamedContext(text, source).IsImage || !RemoteSources.IsContextAddress(source))
            {
                return null;
            }

            FetchedContext context = remotes.OpenContext(source, isNamed: true, cancellationToken);
            return ContextTime.Of(context.Origin, context.HostPath);
        }

        Stage? stage = graph.Dockerfile.Stages.FirstOrDefault(stage => string.Equals(stage.Name, text, StringComparison.OrdinalIgnoreCase));
        return stage is null ? throw Located(new BuildException($"invalid {Name}: {text}", Help)) : OfStage(stage, remotes, cancellationToken);
    }

    private BuildException Located(BuildException failure) => Declaration() is { } declaration ? failure.At(graph.Dockerfile.Source, declaration.Span) : failure;

    private long? OfStage(Stage stage, RemoteSources remotes, CancellationToken cancellationToken)
    {
        try
        {
            (string source, string? checksum) = SourceOf(stage);
            return remotes.TimeOf(source, checksum, cancellationToken);
        }
        catch (BuildException failure)
        {
            throw failure.At(graph.Dockerfile.Source, stage.From.Span);
        }
    }

    private (string Source, string? Checksum) SourceOf(Stage stage)
    {
        VariableScope scope = graph.Globals;
        if (scope.Expand(stage.From.BaseName) != Scratch)
        {
            throw Unfit(stage, "is not FROM scratch");
        }

        (string Source, string? Checksum)? found = null;
        foreach (Instruction instruction in stage.Instructions)
        {
            scope = instruction is ArgInstruction arguments ? With(arguments, scope) : scope;
            found = instruction switch
            {
                ArgInstruction => found,
                CopyInstruction { IsAdd: true, Heredocs.IsEmpty: true, Sources: [string source] } add when found is null && RemoteSources.IsRemote(scope.Expand(source)) =>
                    (scope.Expand(source), add.Flags.Checksum is { } checksum ? scope.Expand(checksum) : null),
                _ => throw Unfit(stage, $"has {instruction.Keyword} beside or in place of one remote ADD"),
            };
        }

        return found ?? throw Unfit(stage, "has no ADD");
    }

    private VariableScope With(ArgInstruction arguments, VariableScope scope)
    {
        foreach (ArgDeclaration declaration in arguments.Declarations)
        {
            scope = scope.WithArgument(
                declaration.Name,
                options.BuildArguments.GetValueOrDefault(declaration.Name) ?? (declaration.DefaultValue is null ? scope.Lookup(declaration.Name) : scope.Expand(declaration.DefaultValue)));
        }

        return scope;
    }

    private static BuildException Unfit(Stage stage, string why) => new($"the stage \"{stage.Name}\" that {Name} names {why}", Help);
}
