using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Turns a system call profile in Docker's JSON form into a filter.</summary>
/// <remarks>The form: moby/profiles, seccomp; the actions and comparisons: seccomp_rule_add(3).</remarks>
internal sealed class SeccompProfile
{
    private readonly JsonElement _root;
    private readonly CapabilitySet _capabilities;
    private readonly string _architecture;
    private readonly uint _defaultAction;

    private SeccompProfile(JsonElement root, CapabilitySet capabilities, Architecture architecture)
    {
        _root = root;
        _capabilities = capabilities;
        _architecture = architecture == Architecture.Arm64 ? "arm64" : "amd64";
        _defaultAction = SeccompAction.Read(root, "defaultAction", "defaultErrnoRet");
    }

    /// <summary>The filter for this machine.</summary>
    /// <exception cref="SandboxException">It is no profile, or has something that is not supported.</exception>
    public static byte[] Compile(ReadOnlyMemory<byte> json, CapabilitySet capabilities) => Compile(json, capabilities, RuntimeInformation.ProcessArchitecture);

    /// <summary>The filter for an architecture.</summary>
    public static byte[] Compile(ReadOnlyMemory<byte> json, CapabilitySet capabilities, Architecture architecture)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            return new SeccompProfile(document.RootElement, capabilities, architecture).Compile();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SandboxException($"the seccomp profile can't be read: {failure.Message}", 125);
        }
    }

    private byte[] Compile()
    {
        SeccompRules main = new(_defaultAction);
        SeccompRules legacy = new(_defaultAction);
        int column = _architecture == "arm64" ? 2 : 0;
        foreach (JsonElement entry in List(_root, "syscalls"))
        {
            if (Applies(entry))
            {
                AddEntry(entry, main, column);
                AddEntry(entry, legacy, column: 1);
            }
        }

        return SeccompRules.Assemble(main, _architecture == "amd64" && HasI386() ? legacy : null, _architecture == "arm64");
    }

    private static void AddEntry(JsonElement entry, SeccompRules rules, int column)
    {
        uint action = SeccompAction.Read(entry, "action", "errnoRet");
        List<SeccompCondition> conditions = [];
        foreach (JsonElement argument in List(entry, "args"))
        {
            conditions.Add(SeccompCondition.Read(argument));
        }

        foreach (string name in Names(entry))
        {
            if (SeccompNumbers.TryFind(name, column, out int number))
            {
                rules.Add(number, conditions, action);
            }
            else if (action != SeccompAbi.Allow && !SeccompNumbers.IsKnown(name))
            {
                throw new SandboxException($"the seccomp profile names \"{name}\", which is no system call that this program knows", 125);
            }
        }
    }

    private static IEnumerable<string> Names(JsonElement entry)
    {
        if (entry.TryGetProperty("name", out JsonElement name) && name.GetString() is { Length: > 0 } single)
        {
            yield return single;
        }

        foreach (JsonElement element in List(entry, "names"))
        {
            yield return element.GetString() ?? "";
        }
    }

    private static JsonElement.ArrayEnumerator List(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    /// <summary>All that is included must hold, nothing that is excluded may.</summary>
    private bool Applies(JsonElement entry) =>
        (!entry.TryGetProperty("includes", out JsonElement includes) || includes.ValueKind != JsonValueKind.Object || (Holds(includes, "caps", HasCapability, all: true) && Holds(includes, "arches", IsThis, all: false) && IsKernelNewEnough(includes)))
        && (!entry.TryGetProperty("excludes", out JsonElement excludes) || excludes.ValueKind != JsonValueKind.Object || !(Any(excludes, "caps", HasCapability) || Any(excludes, "arches", IsThis) || (excludes.TryGetProperty("minKernel", out _) && IsKernelNewEnough(excludes))));

    private static bool Holds(JsonElement filter, string name, Func<string, bool> test, bool all)
    {
        int count = 0;
        int holding = 0;
        foreach (JsonElement element in List(filter, name))
        {
            count++;
            holding += test(element.GetString() ?? "") ? 1 : 0;
        }

        return count == 0 || (all ? holding == count : holding > 0);
    }

    private static bool Any(JsonElement filter, string name, Func<string, bool> test)
    {
        foreach (JsonElement element in List(filter, name))
        {
            if (test(element.GetString() ?? ""))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasCapability(string name) => CapabilitySet.TryParse(name, out Capability capability) && _capabilities.Contains(capability);

    private bool IsThis(string architecture) => architecture == _architecture;

    private static bool IsKernelNewEnough(JsonElement filter) =>
        !filter.TryGetProperty("minKernel", out JsonElement version) || !Version.TryParse(version.GetString(), out Version? needed) || Environment.OSVersion.Version >= needed;

    private bool HasI386()
    {
        foreach (JsonElement map in List(_root, "archMap"))
        {
            if (map.TryGetProperty("architecture", out JsonElement main) && main.GetString() == "SCMP_ARCH_X86_64" && Any(map, "subArchitectures", static name => name == "SCMP_ARCH_X86"))
            {
                return true;
            }
        }

        return Any(_root, "architectures", static name => name == "SCMP_ARCH_X86");
    }
}
