namespace Sharpbuild.Dockerfiles;

/// <summary>The numbers of the parser's messages; one number, one kind of mistake.</summary>
public static class DiagnosticCodes
{
    /// <summary>The file holds no instruction.</summary>
    public const string NoInstructions = "DF0001";

    /// <summary>A parser directive is given twice.</summary>
    public const string RepeatedDirective = "DF0002";

    /// <summary>The escape directive names a character other than backslash or backtick.</summary>
    public const string InvalidEscape = "DF0003";

    /// <summary>A heredoc has no line that ends it.</summary>
    public const string UnterminatedHeredoc = "DF0004";

    /// <summary>A JSON array holds something other than strings.</summary>
    public const string JsonElementNotString = "DF0005";

    /// <summary>A word of ENV or LABEL has no <c>=</c>.</summary>
    public const string MissingEqualsSign = "DF0006";

    /// <summary>ONBUILD is nested too deeply.</summary>
    public const string NestedTooDeeply = "DF0008";

    /// <summary>The file has more instructions and words than are read.</summary>
    public const string TooManyParts = "DF0009";

    /// <summary>The keyword is not known.</summary>
    public const string UnknownInstruction = "DF0101";

    /// <summary>A flag lacks its value.</summary>
    public const string MissingFlagValue = "DF0102";

    /// <summary>An argument is missing.</summary>
    public const string MissingArgument = "DF0103";

    /// <summary>There are too many arguments.</summary>
    public const string TooManyArguments = "DF0104";

    /// <summary>The instruction has no such flag.</summary>
    public const string UnknownFlag = "DF0105";

    /// <summary>A flag that takes one value is given twice.</summary>
    public const string RepeatedFlag = "DF0106";

    /// <summary>The value of a flag cannot be read.</summary>
    public const string InvalidFlagValue = "DF0107";

    /// <summary>An instruction stands before the first FROM.</summary>
    public const string BeforeFirstFrom = "DF0108";

    /// <summary>A stage name has characters that are not allowed.</summary>
    public const string InvalidStageName = "DF0109";

    /// <summary>A key or a name is empty.</summary>
    public const string EmptyName = "DF0110";

    /// <summary>The instruction accepts the JSON form only.</summary>
    public const string JsonFormRequired = "DF0111";

    /// <summary>ONBUILD cannot trigger this instruction.</summary>
    public const string ForbiddenTrigger = "DF0112";

    /// <summary>A <c>--mount</c> flag is no list of options, or its <c>from</c> has a variable.</summary>
    public const string MalformedMount = "DF0113";

    /// <summary>A heredoc stands where none is allowed.</summary>
    public const string HeredocNotAllowed = "DF0114";

    /// <summary>The first word of HEALTHCHECK is neither CMD nor NONE.</summary>
    public const string UnknownHealthcheckKind = "DF0115";

    /// <summary>Flags are given to an instruction that ignores them.</summary>
    public const string IgnoredFlag = "DF0116";

    /// <summary>The syntax directive names a front end that is not built in.</summary>
    public const string UnknownFrontend = "DF0201";

    /// <summary>The check directive cannot be read.</summary>
    public const string InvalidCheckDirective = "DF0202";

    /// <summary>A variable stands where none is expanded.</summary>
    public const string VariableNotAllowed = "DF0203";

    /// <summary>A signal is not known.</summary>
    public const string UnknownSignal = "DF0204";

    /// <summary>A port of EXPOSE cannot be read.</summary>
    public const string InvalidPort = "DF0205";

    /// <summary>An option of a RUN mount is not known or has a wrong value.</summary>
    public const string InvalidMount = "DF0206";

    /// <summary>RUN, CMD or ENTRYPOINT has nothing to run.</summary>
    public const string NoCommand = "DF0207";

    /// <summary>An option of a RUN mount is known from another builder and has no effect here.</summary>
    public const string IgnoredMountOption = "DF0208";

    /// <summary>A pattern of an ignore file cannot be read.</summary>
    public const string InvalidIgnorePattern = "DF0209";

    /// <summary>The file has ARG instructions and no FROM.</summary>
    public const string NoStage = "DF0210";

    /// <summary>Whether the code is about a value that the grammar allows and a build refuses.</summary>
    public static bool IsAboutValues(string code) => code.StartsWith("DF02", StringComparison.Ordinal);
}
