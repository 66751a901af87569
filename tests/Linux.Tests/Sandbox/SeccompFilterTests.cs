using System.Runtime.InteropServices;
using System.Text;

using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class SeccompFilterTests
{
    private const uint Allow = 0x7FFF0000;
    private const uint NotPermitted = 0x00050001;
    private const uint NoSuchCall = 0x00050026;
    private const uint X64 = 0xC000003E;
    private const uint I386 = 0x40000003;
    private const uint Arm64 = 0xC00000B7;

    [Theory]
    [InlineData(X64, Architecture.X64, 0)]
    [InlineData(I386, Architecture.X64, 1)]
    [InlineData(Arm64, Architecture.Arm64, 2)]
    public void Calls_without_condition_are_allowed_on_every_architecture(uint audit, Architecture architecture, int column)
    {
        byte[] filter = SeccompFilter.Create(CapabilitySet.Default, architecture);

        string[] refused = [.. Numbers(SeccompTable.Allowed, column).Where(row => BpfInterpreter.Run(filter, audit, row.Number) != Allow).Select(row => row.Name)];

        refused.Should().BeEmpty();
    }

    [Theory]
    [InlineData(X64, Architecture.X64, 0)]
    [InlineData(I386, Architecture.X64, 1)]
    [InlineData(Arm64, Architecture.Arm64, 2)]
    public void Calls_of_an_administrator_are_refused_by_default_and_allowed_with_the_capability(uint audit, Architecture architecture, int column)
    {
        byte[] ordinary = SeccompFilter.Create(CapabilitySet.Default, architecture);
        byte[] administrator = SeccompFilter.Create(CapabilitySet.Default.With(Capability.SysAdmin), architecture);

        uint[] actions = [.. Numbers(SeccompTable.SysAdmin, column).SelectMany(row => new[] { BpfInterpreter.Run(ordinary, audit, row.Number), BpfInterpreter.Run(administrator, audit, row.Number) }).Distinct()];

        actions.Should().Equal(NotPermitted, Allow);
    }

    [Fact]
    public void Exactly_the_listed_numbers_are_not_refused()
    {
        byte[] filter = SeccompFilter.Create(CapabilitySet.Default, Architecture.X64);
        uint[] listed = [.. Numbers(SeccompTable.Allowed, 0).Select(row => row.Number), 41, 56, 135, 161, 435];

        IEnumerable<uint> passed = Enumerable.Range(0, SeccompTable.HighestNumber + 1).Select(number => (uint)number).Where(number => BpfInterpreter.Run(filter, X64, number) != NotPermitted);

        passed.Should().BeEquivalentTo(listed);
    }

    [Theory]
    [InlineData(X64, 470u)]
    [InlineData(X64, 0x3FFFFFFFu)]
    [InlineData(X64, 0x40000000u)]
    [InlineData(X64, 0x40000027u)]
    [InlineData(X64, 0xFFFFFFFFu)]
    [InlineData(I386, 470u)]
    [InlineData(I386, 0xFFFFFFFFu)]
    [InlineData(X64, 435u)]
    [InlineData(I386, 435u)]
    public void Unknown_and_x32_numbers_do_not_exist(uint audit, uint number) =>
        BpfInterpreter.Run(SeccompFilter.Create(CapabilitySet.Default, Architecture.X64), audit, number).Should().Be(NoSuchCall);

    [Fact]
    public void Foreign_architecture_is_refused_as_a_whole() =>
        BpfInterpreter.Run(SeccompFilter.Create(CapabilitySet.Default, Architecture.X64), Arm64, 0).Should().Be(NotPermitted);

    [Theory]
    [InlineData(56, 0x01200011u, Allow)]
    [InlineData(56, 0x003D0F00u, Allow)]
    [InlineData(56, 0x00020011u, NotPermitted)]
    [InlineData(56, 0x02000011u, NotPermitted)]
    [InlineData(56, 0x04000011u, NotPermitted)]
    [InlineData(56, 0x08000011u, NotPermitted)]
    [InlineData(56, 0x10000011u, NotPermitted)]
    [InlineData(56, 0x20000011u, NotPermitted)]
    [InlineData(56, 0x40000011u, NotPermitted)]
    [InlineData(41, 2u, Allow)]
    [InlineData(41, 38u, NotPermitted)]
    [InlineData(41, 40u, NotPermitted)]
    [InlineData(135, 0u, Allow)]
    [InlineData(135, 8u, Allow)]
    [InlineData(135, 0x20000u, Allow)]
    [InlineData(135, 0x20008u, Allow)]
    [InlineData(135, 0xFFFFFFFFu, Allow)]
    [InlineData(135, 0x40000u, NotPermitted)]
    public void First_argument_decides_where_the_call_alone_does_not(uint number, uint argument, uint action) =>
        BpfInterpreter.Run(SeccompFilter.Create(CapabilitySet.Default, Architecture.X64), X64, number, argument).Should().Be(action);

    private static List<(string Name, uint Number)> Numbers(ReadOnlySpan<byte> table, int column)
    {
        List<(string, uint)> numbers = [];
        foreach (string row in Encoding.ASCII.GetString(table).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = row.Split(':');
            if (uint.TryParse(fields[column + 1], out uint number))
            {
                numbers.Add((fields[0], number));
            }
        }

        return numbers;
    }
}
