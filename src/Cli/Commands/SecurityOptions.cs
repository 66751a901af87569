using Sharpbuild.Cli.Arguments;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads what a container may do: capabilities and <c>--security-opt</c>.</summary>
internal static class SecurityOptions
{
    private const int MostProfileBytes = 1 << 20;

    /// <summary>Takes a value of <c>--security-opt</c>.</summary>
    public static void Apply(RunSettings settings, string text)
    {
        int separator = text.IndexOfAny(['=', ':']);
        string name = separator < 0 ? text : text[..separator];
        string value = separator < 0 ? "true" : text[(separator + 1)..];
        switch (name)
        {
            case "no-new-privileges":
                settings.NoNewPrivileges = OptionValues.OneOf("security-opt no-new-privileges", value, "true", "false") == "true";
                break;
            case "seccomp" when separator > 0 && value.Length > 0:
                settings.SeccompProfile = value;
                break;
            default:
                throw new UsageException($"--security-opt: \"{text}\" is not known", "write no-new-privileges, seccomp=unconfined or seccomp=FILE");
        }
    }

    /// <summary>The default capabilities, without those dropped, with those added; <c>ALL</c> comes first.</summary>
    public static CapabilitySet Capabilities(RunSettings settings)
    {
        CapabilitySet set = CapabilitySet.Default;
        set = settings.AddedCapabilities.Exists(IsAll) ? CapabilitySet.All : set;
        set = settings.DroppedCapabilities.Exists(IsAll) ? CapabilitySet.None : set;
        foreach (string name in settings.DroppedCapabilities.Where(static name => !IsAll(name)))
        {
            set = set.Without(Read("cap-drop", name));
        }

        foreach (string name in settings.AddedCapabilities.Where(static name => !IsAll(name)))
        {
            set = set.With(Read("cap-add", name));
        }

        return set;
    }

    /// <summary>The system calls that are allowed.</summary>
    public static SeccompPolicy Seccomp(RunSettings settings, CapabilitySet capabilities) => settings.SeccompProfile switch
    {
        null or "builtin" => SeccompPolicy.Default,
        "unconfined" => SeccompPolicy.Unconfined,
        { } path => SeccompPolicy.Parse(ReadProfile(path), capabilities),
    };

    private static byte[] ReadProfile(string hostPath)
    {
        try
        {
            return new FileInfo(hostPath).Length <= MostProfileBytes
                ? File.ReadAllBytes(hostPath)
                : throw new UsageException($"--security-opt: the seccomp profile \"{hostPath}\" is larger than 1 MiB");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--security-opt: {failure.Message}", "write seccomp=unconfined or seccomp=FILE");
        }
    }

    private static bool IsAll(string name) => name.Equals("ALL", StringComparison.OrdinalIgnoreCase);

    private static Capability Read(string option, string name) => CapabilitySet.TryParse(name, out Capability capability)
        ? capability
        : throw new UsageException($"--{option}: \"{name}\" is not a capability", "write for example NET_ADMIN, or ALL");
}
