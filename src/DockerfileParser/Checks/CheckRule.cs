namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>One check.</summary>
/// <param name="Name">The name that <c>skip=</c> takes; upper and lower case count.</param>
/// <param name="Description">What it is about, in one sentence.</param>
/// <param name="Find">Looks at a Dockerfile and reports.</param>
internal sealed record CheckRule(string Name, string Description, Action<CheckContext> Find)
{
    /// <summary>Where BuildKit explains the rule.</summary>
    public string? Url { get; init; }

    /// <summary>Whether the rule runs only when <c>experimental=</c> names it.</summary>
    public bool IsExperimental { get; init; }

    /// <summary>A rule that BuildKit has too, explained on its site.</summary>
    public static CheckRule Shared(string name, string page, string description, Action<CheckContext> find) =>
        new(name, description, find) { Url = $"https://docs.docker.com/go/dockerfile/rule/{page}/" };
}
