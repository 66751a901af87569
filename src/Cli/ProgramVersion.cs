namespace Sharpbuild.Cli;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>Three numbers.</summary>
    public static string Text => typeof(ProgramVersion).Assembly.GetName().Version?.ToString(3) ?? "0";
}
