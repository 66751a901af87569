namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Attacks by name, in the order in which they are written down.</summary>
internal sealed class AttackTable : Dictionary<string, Attack>
{
    /// <summary>Adds an attack that must be refused with a message, or come to nothing.</summary>
    public void Add(string name, Action<AttackBench> prepare, string? error, Action<AttackBench>? check = null) => Add(name, new Attack(prepare, error, check));

    /// <summary>Adds an attack with arguments of its own.</summary>
    public void Add(string name, Func<AttackBench, string[]> prepare, string? error, Action<AttackBench>? check = null) => Add(name, new Attack(prepare, error, check));

    /// <summary>The names, for a theory.</summary>
    public TheoryData<string> Names => [.. Keys];
}
