namespace Sharpbuild.EndToEnd;

/// <summary>Tests that look at the whole machine, such as its control groups, run when no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
