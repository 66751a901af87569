using System.Runtime.InteropServices;

using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class SocketFilterTests
{
    private const uint Allow = 0x7FFF0000;
    private const uint NotPermitted = 0x00050001;
    private const uint NoSuchCall = 0x00050026;
    private const uint NoSuchFamily = 0x00050061;
    private const uint X64 = 0xC000003E;
    private const uint I386 = 0x40000003;
    private const uint Arm64 = 0xC00000B7;
    private const uint Arm = 0x40000028;

    [Theory]
    [InlineData(Architecture.X64, X64, 41, 53)]
    [InlineData(Architecture.X64, I386, 359, 360)]
    [InlineData(Architecture.Arm64, Arm64, 198, 199)]
    [InlineData(Architecture.Arm64, Arm, 281, 288)]
    public void Only_sockets_of_the_family_UNIX_can_be_made(Architecture architecture, uint audit, uint socket, uint socketPair)
    {
        byte[] filter = SocketFilter.Create(architecture);

        foreach (uint call in (uint[])[socket, socketPair])
        {
            uint[] allowed = [.. Enumerable.Range(0, 64).Select(family => (uint)family).Where(family => BpfInterpreter.Run(filter, audit, call, family) == Allow)];
            allowed.Should().Equal(1u);
            BpfInterpreter.Run(filter, audit, call, 2).Should().Be(NoSuchFamily);
        }
    }

    [Theory]
    [InlineData(Architecture.X64, X64, 425u, NotPermitted)]
    [InlineData(Architecture.X64, X64, 438u, NotPermitted)]
    [InlineData(Architecture.X64, X64, 0x40000029u, NoSuchCall)]
    [InlineData(Architecture.X64, I386, 425u, NotPermitted)]
    [InlineData(Architecture.X64, I386, 102u, NoSuchCall)]
    [InlineData(Architecture.Arm64, Arm64, 425u, NotPermitted)]
    [InlineData(Architecture.Arm64, Arm, 102u, NoSuchCall)]
    [InlineData(Architecture.X64, Arm64, 198u, NotPermitted)]
    public void Other_ways_to_a_socket_are_closed(Architecture architecture, uint audit, uint call, uint action) =>
        BpfInterpreter.Run(SocketFilter.Create(architecture), audit, call, 1).Should().Be(action);

    [Fact]
    public void All_else_is_allowed()
    {
        byte[] filter = SocketFilter.Create(Architecture.X64);

        uint[] refused = [.. Enumerable.Range(0, 500).Select(number => (uint)number).Where(number => BpfInterpreter.Run(filter, X64, number, 1) != Allow)];

        refused.Should().Equal(425u, 438u);
    }
}
