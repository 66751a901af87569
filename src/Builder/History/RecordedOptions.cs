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
    long? SourceDateEpoch);
