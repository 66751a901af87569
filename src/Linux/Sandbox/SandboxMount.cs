namespace Sharpbuild.Linux.Sandbox;

/// <summary>Something that the command sees at a path of its own file system; later mounts may lie inside earlier ones.</summary>
/// <param name="Target">The absolute path; links in it are resolved inside the root. What is missing is made and removed afterwards.</param>
public abstract record SandboxMount(string Target);
