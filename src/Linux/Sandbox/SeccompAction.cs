using System.Text.Json;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The answers of a filter, as <c>SECCOMP_RET_</c> values.</summary>
internal static class SeccompAction
{
    /// <summary>Reads an action and the error number that may stand beside it.</summary>
    /// <exception cref="SandboxException">The action is not supported.</exception>
    public static uint Read(JsonElement owner, string member, string errorMember)
    {
        string? name = owner.GetProperty(member).GetString();
        uint error = owner.TryGetProperty(errorMember, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetUInt32() & 0xFFF : Errno.EPERM;
        return name switch
        {
            "SCMP_ACT_ALLOW" => SeccompAbi.Allow,
            "SCMP_ACT_ERRNO" => SeccompAbi.Fail | error,
            "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => 0,
            "SCMP_ACT_KILL_PROCESS" => 0x80000000,
            "SCMP_ACT_TRAP" => 0x00030000,
            "SCMP_ACT_LOG" => 0x7FFC0000,
            _ => throw new SandboxException($"the seccomp profile has the action \"{name}\", which is not supported", 125),
        };
    }
}
