using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The variables that every build has in its global scope.</summary>
internal static class PlatformVariables
{
    /// <summary>The names of the variables about the target, which a stage may redeclare by accident.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "TARGETOSVERSION", "TARGETSTAGE",
        "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "BUILDOSVERSION",
    ];

    public static ImmutableDictionary<string, string> Of(Dockerfile dockerfile, CheckOptions options)
    {
        ImmutableDictionary<string, string>.Builder variables = ImmutableDictionary.CreateBuilder<string, string>();
        AddPlatform(variables, "TARGET", options.Platform);
        AddPlatform(variables, "BUILD", options.BuildPlatform);
        string? lastStage = dockerfile.Stages.IsEmpty ? null : dockerfile.Stages[^1].Name;
        variables["TARGETSTAGE"] = options.Target ?? lastStage ?? "default";
        foreach (string name in Names)
        {
            if (options.BuildArguments.TryGetValue(name, out string? value))
            {
                variables[name] = value;
            }
        }

        return variables.ToImmutable();
    }

    private static void AddPlatform(ImmutableDictionary<string, string>.Builder variables, string prefix, string platform)
    {
        string[] parts = platform.Split('/');
        variables[prefix + "PLATFORM"] = platform;
        variables[prefix + "OS"] = parts[0];
        variables[prefix + "ARCH"] = parts.ElementAtOrDefault(1) ?? "";
        variables[prefix + "VARIANT"] = parts.ElementAtOrDefault(2) ?? "";
        variables[prefix + "OSVERSION"] = "";
    }
}
