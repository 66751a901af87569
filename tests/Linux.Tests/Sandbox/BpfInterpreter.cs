using System.Buffers.Binary;

namespace Sharpbuild.Linux.Tests.Sandbox;

/// <summary>Runs a filter as the kernel does.</summary>
internal static class BpfInterpreter
{
    public static uint Run(byte[] program, uint architecture, uint number, uint firstArgument = 0)
    {
        uint loaded = 0;
        int counter = 0;
        while (true)
        {
            ReadOnlySpan<byte> instruction = program.AsSpan(counter * 8, 8);
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            counter++;
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20:
                    loaded = value switch { 0 => number, 4 => architecture, 16 => firstArgument, _ => throw new InvalidOperationException($"load of offset {value}") };
                    break;
                case 0x05:
                    counter += (int)value;
                    break;
                case 0x15:
                    counter += loaded == value ? instruction[2] : instruction[3];
                    break;
                case 0x35:
                    counter += loaded >= value ? instruction[2] : instruction[3];
                    break;
                case 0x45:
                    counter += (loaded & value) != 0 ? instruction[2] : instruction[3];
                    break;
                case 0x06:
                    return value;
                default:
                    throw new InvalidOperationException("unknown instruction");
            }
        }
    }
}
