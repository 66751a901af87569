namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A default that hides the automatic value of a platform argument.</summary>
internal static class AutomaticArgumentDefaultCheck
{
    public static readonly CheckRule Rule = new(
        "AutomaticArgumentDefault",
        "Automatic platform arguments have no default",
        Find);

    private static void Find(CheckContext context)
    {
        IEnumerable<Instruction> all = context.Dockerfile.GlobalArguments.Concat(context.Evaluated.Select(evaluated => evaluated.Instruction));
        foreach (ArgInstruction arg in all.OfType<ArgInstruction>())
        {
            foreach (ArgDeclaration declared in arg.Declarations.Where(HidesAutomaticValue))
            {
                context.Report(arg, $"the default hides the automatic value; write ARG {declared.Name}", declared.Span);
            }
        }
    }

    private static bool HidesAutomaticValue(ArgDeclaration declared) =>
        declared.DefaultValue is not null && PlatformVariables.Names.Contains(declared.Name);
}
