using static Sharpbuild.Linux.Sandbox.SeccompAbi;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The rules of a profile for one architecture, by the numbers of system calls.</summary>
/// <param name="defaultAction">The answer to calls that no rule names.</param>
internal sealed class SeccompRules(uint defaultAction)
{
    private readonly SortedDictionary<int, List<(List<SeccompCondition> Conditions, uint Action)>> _rules = [];

    /// <summary>Adds a rule; all its conditions must hold.</summary>
    public void Add(int number, List<SeccompCondition> conditions, uint action)
    {
        if (!_rules.TryGetValue(number, out List<(List<SeccompCondition> Conditions, uint Action)>? rules))
        {
            _rules[number] = rules = [];
        }

        rules.Add((conditions, action));
    }

    /// <summary>The filter of a machine.</summary>
    /// <param name="main">The rules of its own architecture.</param>
    /// <param name="legacy">Those of i386, or null where it may not be used.</param>
    /// <param name="isArm64">Whether the machine is aarch64, not x86-64.</param>
    public static byte[] Assemble(SeccompRules main, SeccompRules? legacy, bool isArm64)
    {
        BpfProgram program = new();
        program.Load(ArchitectureOffset);
        main.AddTo(program, isArm64 ? Arm64 : X64, hasX32: !isArm64);
        legacy?.AddTo(program, I386, hasX32: false);
        program.Return(NotPermitted);
        return program.ToBytes();
    }

    private void AddTo(BpfProgram program, uint architecture, bool hasX32)
    {
        int otherArchitecture = program.JumpUnlessEqual(architecture);
        program.Load(NumberOffset);
        if (hasX32)
        {
            program.ReturnIfAtLeast(X32Bit, NoSuchCall);
        }

        program.ReturnIfAtLeast(SeccompTable.HighestNumber + 1, defaultAction == Allow ? Allow : NoSuchCall);
        foreach ((int number, List<(List<SeccompCondition> Conditions, uint Action)> rules) in _rules)
        {
            int otherNumber = program.JumpUnlessEqual((uint)number);
            foreach ((List<SeccompCondition> conditions, uint action) in rules.OrderByDescending(static rule => rule.Conditions.Count))
            {
                List<int> otherwise = [.. conditions.SelectMany(condition => condition.Emit(program))];
                program.Return(action);
                otherwise.ForEach(program.Land);
            }

            program.Return(defaultAction);
            program.Land(otherNumber);
        }

        program.Return(defaultAction);
        program.Land(otherArchitecture);
    }
}
