using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>One hostile input and what must come of it; what holds for every input is checked by <see cref="AttackBench"/>.</summary>
/// <param name="Prepare">Makes the input; returns the arguments of the build.</param>
/// <param name="Error">A part of the message that must come, or null when the build must succeed.</param>
/// <param name="Check">Looks at the result of a build that succeeded.</param>
internal sealed record Attack(Func<AttackBench, string[]> Prepare, string? Error, Action<AttackBench>? Check = null)
{
    /// <summary>Input whose parts are all in the context.</summary>
    public Attack(Action<AttackBench> prepare, string? error, Action<AttackBench>? check = null)
        : this(
            bench =>
            {
                prepare(bench);
                return [];
            },
            error,
            check)
    {
    }

    /// <summary>The <see cref="Error"/> of an attack that may fail or come to nothing.</summary>
    public const string Either = "*";

    /// <summary>Runs it.</summary>
    /// <param name="user">Who builds.</param>
    public void Run(string user = "root")
    {
        if (user == "root")
        {
            Requires.Root();
        }

        using AttackBench bench = new(user);
        ProcessResult result = bench.Build(Prepare(bench));
        if (Error is null)
        {
            result.Succeeded();
            Check?.Invoke(bench);
        }
        else if (Error != Either)
        {
            result.ExitCode.Should().NotBe(0, result.Error);
            result.Error.Contains(Error, StringComparison.Ordinal).Should().BeTrue(result.Error);
        }
    }
}
