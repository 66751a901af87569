using System.Collections.Immutable;

using Sharpbuild.Builder.Images;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary>A command to run on top of layers.</summary>
/// <param name="Layers">The layers of its root file system, lowest first.</param>
/// <param name="Words">The command and its arguments.</param>
/// <param name="Environment">Its variables, <c>NAME=value</c>.</param>
/// <param name="WorkingDirectory">Where it starts, absolute.</param>
/// <param name="User">Who it runs as, as in USER.</param>
/// <param name="Mounts">What else it sees.</param>
internal sealed record CommandRequest(
    ImmutableArray<Layer> Layers,
    ImmutableArray<string> Words,
    ImmutableArray<string> Environment,
    string WorkingDirectory,
    string User,
    ImmutableArray<StepMount> Mounts)
{
    /// <summary>A script to be put where the command expects it: its name and its text.</summary>
    public KeyValuePair<string, string>? Script { get; init; }

    /// <summary>The network it sees.</summary>
    public NetworkMode Network { get; init; }

    /// <summary>Whether it keeps all capabilities and has no filter.</summary>
    public bool Insecure { get; init; }

    /// <summary>The shell that the user gets where the command failed.</summary>
    public string Shell { get; init; } = "/bin/sh";

    /// <summary>How messages show it.</summary>
    public string Shown { get; init; } = "";
}
