using System.Collections.Immutable;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>The ONBUILD triggers that a stage takes over from its base and runs before its own instructions.</summary>
internal static class OnbuildTriggers
{
    /// <summary>The state without triggers, and the triggers as instructions.</summary>
    /// <param name="state">The state of the base.</param>
    /// <param name="from">The FROM that brings the triggers; it stands for their place.</param>
    public static (StageState State, ImmutableArray<Instruction> Instructions) Take(StageState state, SourceSpan from)
    {
        ImmutableArray<string> triggers = state.Config.OnBuild;
        if (triggers.IsDefaultOrEmpty)
        {
            return (state, []);
        }

        ImmutableArray<Instruction>.Builder instructions = ImmutableArray.CreateBuilder<Instruction>(triggers.Length);
        foreach (string trigger in triggers)
        {
            OnbuildTrigger parsed = OnbuildTrigger.Parse(trigger);
            Instruction instruction = parsed.Instruction
                ?? throw new BuildException($"the base image's trigger \"ONBUILD {trigger}\" can't be used: {parsed.Diagnostics.FirstOrDefault()?.Message}");
            instructions.Add(instruction with { Span = from });
        }

        return (state.With(state.Config with { OnBuild = [] }), instructions.ToImmutable());
    }
}
