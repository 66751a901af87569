using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>RUN</c>: runs a command.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Mounts">The <c>--mount</c> flags.</param>
/// <param name="Network"><c>default</c>, <c>none</c>, <c>host</c>, or null when not said.</param>
/// <param name="Security"><c>sandbox</c>, <c>insecure</c>, or null when not said.</param>
/// <param name="Devices">The <c>--device</c> flags, raw.</param>
/// <param name="Command">The command.</param>
/// <param name="Heredocs">The heredocs of the shell form, in order.</param>
public sealed record RunInstruction(
    SourceSpan Span,
    ImmutableArray<MountOption> Mounts,
    string? Network,
    string? Security,
    ImmutableArray<string> Devices,
    CommandForm Command,
    ImmutableArray<Heredoc> Heredocs)
    : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "RUN";

    internal static InstructionEntry Entry { get; } = new("RUN", Tokens.JsonOrText, Bind) { TakesHeredocs = true };

    private static RunInstruction? Bind(Binding binding)
    {
        binding.WarnWithoutCommand();
        FlagValues flags = binding.ReadFlags(
            new FlagRule("mount", FlagKind.Repeated, "type=TYPE,target=PATH"),
            new FlagRule("network", FlagKind.Text, "default|none|host"),
            new FlagRule("security", FlagKind.Text, "sandbox|insecure"),
            new FlagRule("device", FlagKind.Repeated, "NAME"));
        bool isValid = flags.IsValid;
        isValid &= IsOneOf(binding, flags, "network", ["default", "none", "host"]);
        isValid &= IsOneOf(binding, flags, "security", ["sandbox", "insecure"]);

        ImmutableArray<MountOption>.Builder mounts = ImmutableArray.CreateBuilder<MountOption>();
        foreach (SourceWord mount in flags.All("mount"))
        {
            if (MountReader.Read(mount, binding.Diagnostics) is { } option)
            {
                mounts.Add(option);
            }
        }

        return isValid
            ? new RunInstruction(
                binding.Span,
                mounts.ToImmutable(),
                flags.Text("network"),
                flags.Text("security"),
                [.. flags.All("device").Select(device => device.Text)],
                binding.Command(),
                binding.Syntax.Heredocs)
            : null;
    }

    private static bool IsOneOf(Binding binding, FlagValues flags, string name, string[] allowed)
    {
        if (flags.Text(name) is not { } value || allowed.Contains(value))
        {
            return true;
        }

        if (flags.IsValid)
        {
            binding.Diagnostics.Error(
                DiagnosticCodes.InvalidFlagValue,
                $"\"{value}\" is no value of \"--{name}\"",
                flags.Span(name),
                Suggestions.DidYouMean(value, allowed) ?? $"one of: {string.Join(", ", allowed)}");
        }

        return false;
    }
}
