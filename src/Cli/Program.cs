namespace Sharpbuild.Cli;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        Console.WriteLine($"sharpbuild {typeof(Program).Assembly.GetName().Version?.ToString(3)} {arguments.Length}");
        return 0;
    }
}
