using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sharpbuild.Linux.Tests.Sandbox;

/// <summary>The C programs that look around inside a sandbox; each is compiled once.</summary>
internal static class InnerView
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Compiled = new();

    /// <summary>Puts a program into a root file system.</summary>
    /// <param name="root">The root.</param>
    /// <param name="name">Its name: <c>view</c> or <c>probe</c>.</param>
    public static void Install(TestRoot root, string name)
    {
        string target = Path.Combine(root.Lower, "bin", name);
        File.WriteAllBytes(target, Compiled.GetOrAdd(name, _ => new Lazy<byte[]>(() => Compile(name))).Value);
        File.SetUnixFileMode(target, (UnixFileMode)0x1ED);
    }

    private static byte[] Compile(string name)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Sandbox", name + ".c");
        string binary = Path.Combine(Path.GetTempPath(), $"sharpbuild-{name}-{Environment.ProcessId}");
        using Process compiler = Process.Start("cc", ["-O1", "-static", "-o", binary, source]);
        compiler.WaitForExit();
        Skip.IfNot(compiler.ExitCode == 0, "the C compiler cannot link statically");
        byte[] bytes = File.ReadAllBytes(binary);
        File.Delete(binary);
        return bytes;
    }
}
