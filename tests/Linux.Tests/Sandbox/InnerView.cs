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

    /// <summary>Whether programs of this machine reach the kernel by the i386 entry; asked outside of any sandbox.</summary>
    public static bool HasI386Entry()
    {
        string binary = Build("probe");
        using Process probe = Process.Start(binary, "i386");
        probe.WaitForExit();
        File.Delete(binary);
        return probe.ExitCode == 0;
    }

    private static byte[] Compile(string name)
    {
        string binary = Build(name);
        byte[] bytes = File.ReadAllBytes(binary);
        File.Delete(binary);
        return bytes;
    }

    private static string Build(string name)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Sandbox", name + ".c");
        string binary = Path.Combine(Path.GetTempPath(), $"sharpbuild-{name}-{Path.GetRandomFileName()}");
        using Process compiler = Process.Start("cc", ["-O1", "-static", "-o", binary, source]);
        compiler.WaitForExit();
        Skip.IfNot(compiler.ExitCode == 0, "the C compiler cannot link statically");
        return binary;
    }
}
