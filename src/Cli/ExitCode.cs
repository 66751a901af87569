namespace Sharpbuild.Cli;

/// <summary>How the command ends; 128 + n stands for signal n.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Violated = 3;
}
