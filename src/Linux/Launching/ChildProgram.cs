using System.Runtime.InteropServices;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Launching;

/// <summary>
/// What a child does between clone3(2) and execve(2): a list of system calls, all prepared in native memory, because no C# may run in
/// the child. The C side is Native/launch.c.
/// </summary>
internal sealed unsafe class ChildProgram : IDisposable
{
    private const int SlotCount = 256;

    private readonly List<Libc.Operation> _operations = new(128);
    private readonly List<(SystemCall Call, string Target)> _names = new(128);
    private int _slots;

    /// <summary>The memory of strings and structures; it lives as long as the program.</summary>
    public NativeArena Arena { get; } = new();

    /// <summary>The number of operations so far.</summary>
    public int Count => _operations.Count;

    /// <summary>The calls in their order, each with its target: for tests and messages.</summary>
    public IEnumerable<string> Calls => _names.Select(static name => $"{name.Call.Name} {name.Target}".TrimEnd());

    /// <summary>Adds a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="target">What messages name.</param>
    /// <param name="arguments">Up to six arguments.</param>
    public ChildProgram Add(SystemCall call, string target, params ReadOnlySpan<Argument> arguments)
    {
        Libc.Operation operation = new() { Number = call.Number, Store = -1 };
        for (int index = 0; index < arguments.Length; index++)
        {
            operation.Arguments[index] = arguments[index].Value;
            operation.Slots |= arguments[index].IsSlot ? 1u << index : 0;
        }

        _operations.Add(operation);
        _names.Add((call, target));
        return this;
    }

    /// <summary>Keeps the result of the last call.</summary>
    public Slot Store()
    {
        Slot slot = new(_slots < SlotCount ? _slots++ : throw new InvalidOperationException("too many slots"));
        CollectionsMarshal.AsSpan(_operations)[^1].Store = slot.Index;
        return slot;
    }

    /// <summary>Keeps the result of the last call in a slot that another call fills as well.</summary>
    public void Store(Slot slot) => CollectionsMarshal.AsSpan(_operations)[^1].Store = slot.Index;

    /// <summary>Lets the last call fail with some errors; the next <paramref name="skip"/> calls are passed over then.</summary>
    public ChildProgram Tolerate(int skip, params ReadOnlySpan<int> errors)
    {
        ref Libc.Operation operation = ref CollectionsMarshal.AsSpan(_operations)[^1];
        operation.Skip = skip;
        for (int index = 0; index < errors.Length; index++)
        {
            operation.Tolerated[index] = errors[index];
        }

        return this;
    }

    /// <summary>Lets the last call fail with any error.</summary>
    public ChildProgram TolerateAll(int skip = 0) => Tolerate(skip, -1);

    /// <summary>The error of an operation.</summary>
    public LinuxException Failure(int index, int errno) => new(_names[index].Call.Name, _names[index].Target, errno);

    /// <summary>Whether an operation is this call.</summary>
    public bool Is(int index, SystemCall call) => _names[index].Call == call;

    /// <summary>The C form of the program.</summary>
    public Libc.OperationProgram* Build(int errorPipe)
    {
        ReadOnlySpan<Libc.Operation> operations = CollectionsMarshal.AsSpan(_operations);
        return Arena.Copy(new Libc.OperationProgram
        {
            Operations = (Libc.Operation*)Arena.Copy(MemoryMarshal.AsBytes(operations)),
            Slots = (ulong*)Arena.Take(SlotCount * sizeof(ulong)),
            Count = operations.Length,
            ErrorPipe = errorPipe,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();
}
