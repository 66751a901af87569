using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Linux.Launching;

/// <summary>An argument of an operation: a number, an address or what a slot holds by then.</summary>
internal readonly unsafe struct Argument
{
    private Argument(ulong value, bool isSlot)
    {
        Value = value;
        IsSlot = isSlot;
    }

    /// <summary>The number, or the index of the slot.</summary>
    public ulong Value { get; }

    /// <summary>Whether it is a slot.</summary>
    public bool IsSlot { get; }

    public static implicit operator Argument(int value) => new((ulong)value, false);

    public static implicit operator Argument(uint value) => new(value, false);

    public static implicit operator Argument(long value) => new((ulong)value, false);

    public static implicit operator Argument(ulong value) => new(value, false);

    public static implicit operator Argument(void* address) => new((ulong)address, false);

    public static implicit operator Argument(SafeFileHandle handle) => new((ulong)handle.DangerousGetHandle(), false);

    public static implicit operator Argument(Slot slot) => new((ulong)slot.Index, true);
}
