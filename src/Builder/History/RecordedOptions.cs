using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.History;

/// <summary>What the build was asked for, as far as it bears on the result or its speed.</summary>
/// <param name="Context">The context: a host path or an address.</param>
/// <param name="Target">The stage that was asked for; null for the last.</param>
/// <param name="Platform">The platform of the result.</param>
/// <param name="Tags">The names that were asked for.</param>
/// <param name="BuildArguments">Values of <c>--build-arg</c>; those of secrets are masked.</param>
/// <param name="NamedContexts">Values of <c>--build-context</c>.</param>
/// <param name="Outputs">Values of <c>-o</c>.</param>
/// <param name="Secrets">Ids of secrets; never their values.</param>
/// <param name="NoCache">Whether every step was to be run again.</param>
/// <param name="Jobs">How many steps ran at once.</param>
/// <param name="SourceDateEpoch">The latest time in layers, seconds since 1970; null for times as they are.</param>
public sealed record RecordedOptions(
    string Context,
    string? Target,
    string Platform,
    ImmutableArray<string> Tags,
    ImmutableArray<KeyPart> BuildArguments,
    ImmutableArray<KeyPart> NamedContexts,
    ImmutableArray<string> Outputs,
    ImmutableArray<string> Secrets,
    bool NoCache,
    int Jobs,
    long? SourceDateEpoch)
{
    /// <summary>The network of RUN, <c>sandbox</c>, <c>none</c> or <c>host</c>; null in records that do not tell.</summary>
    public string? Network { get; init; }

    /// <summary>What was granted with <c>--allow</c>.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Values of <c>--add-host</c>, each name and address.</summary>
    public ImmutableArray<KeyPart> ExtraHosts { get; init; } = [];

    /// <summary>The most memory that a RUN may take; null for no limit.</summary>
    public long? MemoryInBytes { get; init; }

    /// <summary>The CPU time that a RUN may take in each <see cref="CpuPeriodInMicroseconds"/>; null for no limit.</summary>
    public long? CpuQuotaInMicroseconds { get; init; }

    /// <summary>The period of the quota.</summary>
    public long? CpuPeriodInMicroseconds { get; init; }
}
