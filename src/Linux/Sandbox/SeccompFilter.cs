using System.Buffers.Text;
using System.Runtime.InteropServices;

using Sharpbuild.Linux.Interop;

using static Sharpbuild.Linux.Sandbox.SeccompAbi;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The system call filter of a step: what a command with given capabilities may call. Refused calls fail with <c>EPERM</c>.</summary>
/// <remarks>The policy is that of the default profile of container engines; the rows are in <see cref="SeccompTable"/>.</remarks>
internal static class SeccompFilter
{
    private const uint Ask = 0x7FC00000;
    private const uint SecondArgumentOffset = 24;
    private const uint ThirdArgumentOffset = 32;

    /// <summary>The modes of character and block devices have this bit, those of files, FIFOs and sockets have not.</summary>
    private const uint DeviceBit = 0x2000;

    private const uint NamespaceFlags = 0x7E020000;

    private enum Rule : byte
    {
        Refused,
        Allowed,
        Unknown,
        Socket,
        Personality,
        Clone,
        Mknod,
        Mknodat,
    }

    /// <summary>The filter for this machine.</summary>
    /// <param name="capabilities">What the command may have.</param>
    /// <param name="asksForDevices">Whether the builder is asked to make device nodes (<see cref="DeviceRequests"/>).</param>
    public static byte[] Create(CapabilitySet capabilities, bool asksForDevices) => Create(capabilities, RuntimeInformation.ProcessArchitecture, asksForDevices);

    /// <summary>The filter for an architecture.</summary>
    public static byte[] Create(CapabilitySet capabilities, Architecture architecture, bool asksForDevices = false)
    {
        BpfProgram program = new();
        program.Load(ArchitectureOffset);
        if (architecture == Architecture.Arm64)
        {
            AddArchitecture(program, Arm64, Rules(capabilities, 2, asksForDevices), hasX32: false);
        }
        else
        {
            AddArchitecture(program, X64, Rules(capabilities, 0, asksForDevices), hasX32: true);
            AddArchitecture(program, I386, Rules(capabilities, 1, asksForDevices), hasX32: false);
        }

        program.Return(NotPermitted);
        return program.ToBytes();
    }

    private static void AddArchitecture(BpfProgram program, uint architecture, Rule[] rules, bool hasX32)
    {
        int otherArchitecture = program.JumpUnlessEqual(architecture);
        program.Load(NumberOffset);
        if (hasX32)
        {
            program.ReturnIfAtLeast(X32Bit, NoSuchCall);
        }

        List<(int Jump, Rule Rule)> conditional = [];
        for (int last = rules.Length - 1; last >= 0;)
        {
            int first = last;
            while (first > 0 && rules[first - 1] == rules[last])
            {
                first--;
            }

            AddRange(program, (uint)first, rules[last], conditional);
            last = first - 1;
        }

        foreach ((int jump, Rule rule) in conditional)
        {
            program.Land(jump);
            AddCondition(program, rule);
        }

        program.Land(otherArchitecture);
    }

    private static void AddRange(BpfProgram program, uint first, Rule rule, List<(int Jump, Rule Rule)> conditional)
    {
        switch (rule)
        {
            case Rule.Allowed:
                program.ReturnIfAtLeast(first, Allow);
                break;
            case Rule.Refused:
                program.ReturnIfAtLeast(first, NotPermitted);
                break;
            case Rule.Unknown:
                program.ReturnIfAtLeast(first, NoSuchCall);
                break;
            default:
                conditional.Add((program.JumpIfAtLeast(first), rule));
                break;
        }
    }

    private static void AddCondition(BpfProgram program, Rule rule)
    {
        program.Load(rule switch { Rule.Mknod => SecondArgumentOffset, Rule.Mknodat => ThirdArgumentOffset, _ => FirstArgumentOffset });
        switch (rule)
        {
            case Rule.Mknod or Rule.Mknodat:
                program.ReturnIfAnySet(DeviceBit, Ask);
                program.Return(Allow);
                break;
            case Rule.Socket:
                const uint AfAlg = 38;
                const uint AfVsock = 40;
                program.ReturnIfEqual(AfAlg, NotPermitted);
                program.ReturnIfEqual(AfVsock, NotPermitted);
                program.Return(Allow);
                break;
            case Rule.Personality:
                foreach (uint domain in (ReadOnlySpan<uint>)[0, 8, 0x20000, 0x20008, 0xFFFFFFFF])
                {
                    program.ReturnIfEqual(domain, Allow);
                }

                program.Return(NotPermitted);
                break;
            default:
                program.ReturnIfAnySet(NamespaceFlags, NotPermitted);
                program.Return(Allow);
                break;
        }
    }

    /// <summary>The rule of each number; the last one stands for all that do not exist.</summary>
    private static Rule[] Rules(CapabilitySet capabilities, int column, bool asksForDevices)
    {
        Rule[] rules = new Rule[SeccompTable.HighestNumber + 2];
        rules[^1] = Rule.Unknown;
        bool isAdministrator = capabilities.Contains(Capability.SysAdmin);
        Apply(rules, SeccompTable.Allowed, column, Rule.Allowed);
        Apply(rules, SeccompTable.Socket, column, Rule.Socket);
        Apply(rules, SeccompTable.Personality, column, Rule.Personality);
        Apply(rules, SeccompTable.Clone, column, isAdministrator ? Rule.Allowed : Rule.Clone);
        Apply(rules, SeccompTable.Clone3, column, isAdministrator ? Rule.Allowed : Rule.Unknown);
        ApplyIf(asksForDevices, SeccompTable.Mknod, Rule.Mknod);
        ApplyIf(asksForDevices, SeccompTable.Mknodat, Rule.Mknodat);
        ApplyIf(capabilities.Contains(Capability.SysPtrace), SeccompTable.SysPtrace);
        ApplyIf(capabilities.Contains(Capability.DacReadSearch), SeccompTable.DacReadSearch);
        ApplyIf(capabilities.Contains(Capability.SysChroot), SeccompTable.SysChroot);
        ApplyIf(capabilities.Contains(Capability.SysNice), SeccompTable.SysNice);
        ApplyIf(isAdministrator, SeccompTable.SysAdmin);
        return rules;

        void ApplyIf(bool isHeld, ReadOnlySpan<byte> table, Rule rule = Rule.Allowed)
        {
            if (isHeld)
            {
                Apply(rules, table, column, rule);
            }
        }
    }

    private static void Apply(Rule[] rules, ReadOnlySpan<byte> table, int column, Rule rule)
    {
        foreach (Range row in table.SplitAny(" \n"u8))
        {
            ReadOnlySpan<byte> rest = table[row];
            for (int skip = 0; skip <= column; skip++)
            {
                rest = rest[(rest.IndexOf((byte)':') + 1)..];
            }

            if (Utf8Parser.TryParse(rest, out int number, out _))
            {
                rules[number] = rule;
            }
        }
    }
}
