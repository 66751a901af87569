using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

/// <summary>What the test assembly does when it is started as a program: it runs a script in a sandbox, as a user without rights if need be.</summary>
internal static class InnerProgram
{
    private static int Main(string[] arguments)
    {
        if (UserNamespace.Needed)
        {
            return UserNamespace.ReexecuteInUserNamespace(arguments);
        }

        Console.WriteLine(UserNamespace.Mode);
        using TestRoot root = new();
        SandboxSpec spec = root.Shell(arguments[0]) with { Output = (_, bytes) => Console.OpenStandardOutput().Write(bytes.Span) };
        using NamespaceSandbox sandbox = new();
        SandboxResult result = sandbox.Run(spec, CancellationToken.None);
        Console.WriteLine($"changes: {string.Join(' ', root.Changes)}");
        return result.ExitCode;
    }
}
