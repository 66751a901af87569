using System.Text.Json;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A comparison of one argument of a system call.</summary>
/// <param name="Index">The argument, from 0.</param>
/// <param name="Operator">How it is compared, as in <c>SCMP_CMP_EQ</c>.</param>
/// <param name="Value">What it is compared with; the mask of <c>SCMP_CMP_MASKED_EQ</c>.</param>
/// <param name="Second">The value under the mask.</param>
internal sealed record SeccompCondition(int Index, string Operator, ulong Value, ulong Second)
{
    private static readonly string[] Operators =
        ["SCMP_CMP_EQ", "SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_GT", "SCMP_CMP_GE", "SCMP_CMP_MASKED_EQ"];

    /// <summary>Reads an element of <c>args</c>.</summary>
    /// <exception cref="SandboxException">It is no comparison.</exception>
    public static SeccompCondition Read(JsonElement argument)
    {
        int index = argument.GetProperty("index").GetInt32();
        string comparison = argument.GetProperty("op").GetString() ?? "";
        ulong second = argument.TryGetProperty("valueTwo", out JsonElement two) ? two.GetUInt64() : 0;
        return index is >= 0 and < 6 && Operators.Contains(comparison)
            ? new SeccompCondition(index, comparison, argument.GetProperty("value").GetUInt64(), second)
            : throw new SandboxException($"the seccomp profile compares argument {index} by \"{comparison}\", which is not supported", 125);
    }

    /// <summary>Adds the comparison: it goes on where the condition holds and jumps where it does not.</summary>
    /// <returns>The jumps to land where it does not hold.</returns>
    public IEnumerable<int> Emit(BpfProgram program)
    {
        uint low = SeccompAbi.FirstArgumentOffset + ((uint)Index * 8);
        return Operator switch
        {
            "SCMP_CMP_EQ" => Equal(program, low, ulong.MaxValue, Value),
            "SCMP_CMP_MASKED_EQ" => Equal(program, low, Value, Second & Value),
            "SCMP_CMP_NE" => Negate(program, Equal(program, low, ulong.MaxValue, Value)),
            "SCMP_CMP_GE" => Compare(program, low, Value),
            "SCMP_CMP_GT" => Value == ulong.MaxValue ? [program.Jump()] : Compare(program, low, Value + 1),
            "SCMP_CMP_LT" => Negate(program, Compare(program, low, Value)),
            _ => Value == ulong.MaxValue ? [] : Negate(program, Compare(program, low, Value + 1)),
        };
    }

    private static List<int> Equal(BpfProgram program, uint low, ulong mask, ulong value)
    {
        List<int> otherwise = [];
        for (int half = 0; half < 2; half++)
        {
            program.Load(low + ((uint)half * 4));
            program.Mask((uint)(mask >> (half * 32)));
            otherwise.Add(program.JumpUnlessEqual((uint)(value >> (half * 32))));
        }

        return otherwise;
    }

    /// <summary>At least: the high half is greater, or equal with a low half that is at least as large.</summary>
    private static List<int> Compare(BpfProgram program, uint low, ulong value)
    {
        uint high = (uint)(value >> 32);
        List<int> holds = [];
        program.Load(low + 4);
        if (high != uint.MaxValue)
        {
            holds.Add(program.JumpIfAtLeast(high + 1));
        }

        int isLess = program.JumpUnlessEqual(high);
        program.Load(low);
        holds.Add(program.JumpIfAtLeast((uint)value));
        program.Land(isLess);
        int otherwise = program.Jump();
        holds.ForEach(program.Land);
        return [otherwise];
    }

    /// <summary>Turns a comparison round: what went on jumps now, and what jumped goes on.</summary>
    private static List<int> Negate(BpfProgram program, List<int> otherwise)
    {
        int held = program.Jump();
        otherwise.ForEach(program.Land);
        return [held];
    }
}
