using System.Buffers.Binary;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A program of classic BPF under construction, as seccomp(2) takes it.</summary>
internal sealed class BpfProgram
{
    /// <summary>The bytes of one instruction: struct sock_filter.</summary>
    public const int InstructionSize = 8;

    private const ushort LoadWord = 0x20;
    private const ushort JumpAlways = 0x05;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort JumpAnySet = 0x45;
    private const ushort ReturnConstant = 0x06;
    private const ushort AndConstant = 0x54;

    private readonly List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)> _instructions = [];

    /// <summary>The number of instructions.</summary>
    public int Count => _instructions.Count;

    /// <summary>Loads a word of struct seccomp_data.</summary>
    public void Load(uint offset) => Add(LoadWord, 0, 0, offset);

    /// <summary>Returns the action if the loaded word equals <paramref name="value"/>.</summary>
    public void ReturnIfEqual(uint value, uint action)
    {
        Add(JumpEqual, 0, 1, value);
        Return(action);
    }

    /// <summary>Returns the action if the loaded word is at least <paramref name="value"/>.</summary>
    public void ReturnIfAtLeast(uint value, uint action)
    {
        Add(JumpGreaterOrEqual, 0, 1, value);
        Return(action);
    }

    /// <summary>Returns the action if the loaded word has any bit of <paramref name="mask"/>.</summary>
    public void ReturnIfAnySet(uint mask, uint action)
    {
        Add(JumpAnySet, 0, 1, mask);
        Return(action);
    }

    /// <summary>Returns the action.</summary>
    public void Return(uint action) => Add(ReturnConstant, 0, 0, action);

    /// <summary>Jumps if the loaded word is at least <paramref name="value"/>; the target is set by <see cref="Land"/>.</summary>
    public int JumpIfAtLeast(uint value)
    {
        Add(JumpGreaterOrEqual, 0, 1, value);
        Add(JumpAlways, 0, 0, 0);
        return Count - 1;
    }

    /// <summary>Jumps unless the loaded word equals <paramref name="value"/>; the target is set by <see cref="Land"/>.</summary>
    public int JumpUnlessEqual(uint value)
    {
        Add(JumpEqual, 1, 0, value);
        Add(JumpAlways, 0, 0, 0);
        return Count - 1;
    }

    /// <summary>Jumps; the target is set by <see cref="Land"/>.</summary>
    public int Jump()
    {
        Add(JumpAlways, 0, 0, 0);
        return Count - 1;
    }

    /// <summary>Keeps only these bits of the loaded word.</summary>
    public void Mask(uint bits)
    {
        if (bits != uint.MaxValue)
        {
            Add(AndConstant, 0, 0, bits);
        }
    }

    /// <summary>Lets a jump go to the next instruction that is added.</summary>
    public void Land(int jump) => _instructions[jump] = (JumpAlways, 0, 0, (uint)(Count - jump - 1));

    /// <summary>The program as the kernel reads it.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Count * InstructionSize];
        Span<byte> rest = bytes;
        foreach ((ushort code, byte ifTrue, byte ifFalse, uint value) in _instructions)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, code);
            rest[2] = ifTrue;
            rest[3] = ifFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], value);
            rest = rest[InstructionSize..];
        }

        return bytes;
    }

    private void Add(ushort code, byte ifTrue, byte ifFalse, uint value) => _instructions.Add((code, ifTrue, ifFalse, value));
}
