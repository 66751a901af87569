using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>COPY</c> or <c>ADD</c>.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="IsAdd">True for ADD.</param>
/// <param name="Sources">The sources that are not heredocs, not yet expanded.</param>
/// <param name="Destination">The last word, not yet expanded.</param>
/// <param name="Heredocs">The sources that are heredocs.</param>
/// <param name="Flags">The flags.</param>
public sealed record CopyInstruction(
    SourceSpan Span, bool IsAdd, ImmutableArray<string> Sources, string Destination, ImmutableArray<Heredoc> Heredocs, CopyFlags Flags)
    : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => IsAdd ? "ADD" : "COPY";

    internal static InstructionEntry CopyEntry { get; } = new("COPY", Tokens.JsonOrWords, BindCopy) { TakesHeredocs = true };

    internal static InstructionEntry AddEntry { get; } = new("ADD", Tokens.JsonOrWords, BindAdd) { TakesHeredocs = true };

    private static CopyInstruction? BindCopy(Binding binding)
    {
        FlagValues flags = binding.ReadFlags(
            new FlagRule("from", FlagKind.Text, "STAGE|IMAGE"),
            new FlagRule("chown", FlagKind.Text, "USER[:GROUP]"),
            new FlagRule("chmod", FlagKind.Text, "MODE"),
            new FlagRule("link", FlagKind.Switch, "true"),
            new FlagRule("parents", FlagKind.Switch, "true"),
            new FlagRule("exclude", FlagKind.Repeated, "PATTERN"));
        if (flags.Text("from")?.Contains('$', StringComparison.Ordinal) == true)
        {
            binding.Diagnostics.Error(
                DiagnosticCodes.VariableNotAllowed,
                "COPY --from does not expand variables",
                flags.Span("from"),
                "name a stage: FROM IMAGE:$VERSION AS NAME, then COPY --from=NAME");
        }

        return Bind(binding, flags, false);
    }

    private static CopyInstruction? BindAdd(Binding binding)
    {
        FlagValues flags = binding.ReadFlags(
            new FlagRule("chown", FlagKind.Text, "USER[:GROUP]"),
            new FlagRule("chmod", FlagKind.Text, "MODE"),
            new FlagRule("link", FlagKind.Switch, "true"),
            new FlagRule("keep-git-dir", FlagKind.Switch, "true"),
            new FlagRule("checksum", FlagKind.Text, "sha256:DIGEST"),
            new FlagRule("unpack", FlagKind.Switch, "true"),
            new FlagRule("exclude", FlagKind.Repeated, "PATTERN"));
        return Bind(binding, flags, true);
    }

    private static CopyInstruction? Bind(Binding binding, FlagValues flags, bool isAdd)
    {
        string name = binding.Syntax.Name;
        if (binding.Arguments.Length < 2)
        {
            binding.Missing("at least one source and a destination", $"{name} src/ /app/");
            return null;
        }

        SourceWord destination = binding.Arguments[^1];
        CopySources sources = CopySources.Read(binding.Syntax, binding.Arguments[..^1]);
        if (sources.EndsInArrow || HeredocMark.TryParse(destination.Text) is not null)
        {
            binding.Diagnostics.Error(
                DiagnosticCodes.HeredocNotAllowed,
                $"the destination of {name} cannot be a heredoc",
                destination.Span,
                $"add a destination: {name} <<NAME /path");
            return null;
        }

        return flags.IsValid
            ? new CopyInstruction(binding.Span, isAdd, sources.Paths, destination.Text, sources.Heredocs, ReadFlags(flags))
            : null;
    }

    private static CopyFlags ReadFlags(FlagValues flags) => new(
        flags.Text("from"),
        flags.Text("chown"),
        flags.Text("chmod"),
        flags.Switch("link") ?? false,
        flags.Switch("parents") ?? false,
        [.. flags.All("exclude").Select(pattern => pattern.Text)],
        flags.Text("checksum"),
        flags.Switch("unpack"),
        flags.Switch("keep-git-dir") ?? false);
}
