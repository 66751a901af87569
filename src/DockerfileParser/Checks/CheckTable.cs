using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>All checks.</summary>
internal static class CheckTable
{
    /// <summary>The rules that BuildKit has under the same names.</summary>
    public static readonly ImmutableArray<CheckRule> Shared =
    [
        NoEmptyContinuationCheck.Rule,
        StageNameCasingCheck.Rule,
        FromAsCasingCheck.Rule,
        MaintainerDeprecatedCheck.Rule,
        InvalidDefinitionDescriptionCheck.Rule,
        ReservedStageNameCheck.Rule,
        DuplicateStageNameCheck.Rule,
        ConsistentInstructionCasingCheck.Rule,
        InvalidDefaultArgInFromCheck.Rule,
        UndefinedArgInFromCheck.Rule,
        RedundantTargetPlatformCheck.Rule,
        FromPlatformFlagConstDisallowedCheck.Rule,
        InvalidBaseImagePlatformCheck.Rule,
        UndefinedVarCheck.Rule,
        LegacyKeyValueFormatCheck.Rule,
        SecretsUsedInArgOrEnvCheck.Rule,
        WorkdirRelativePathCheck.Rule,
        JsonArgsRecommendedCheck.Rule,
        MultipleInstructionsDisallowedCheck.Rule,
        CopyIgnoredFileCheck.Rule,
        ExposeProtoCasingCheck.Rule,
        ExposeInvalidFormatCheck.Rule,
    ];

    /// <summary>Our own rules on cache order and size.</summary>
    public static readonly ImmutableArray<CheckRule> Advice =
    [
        SourceBeforeDependenciesCheck.Rule,
        LateChangingArgumentCheck.Rule,
        PackageListsLeftCheck.Rule,
        RecursiveOwnerChangeCheck.Rule,
        UpdateApartFromInstallCheck.Rule,
        AddInsteadOfCopyCheck.Rule,
        WholeContextCopiedCheck.Rule,
        JsonFormFellBackCheck.Rule,
        AutomaticArgumentDefaultCheck.Rule,
        HeredocWithoutErrorExitCheck.Rule,
    ];
}
