using System.Collections.Concurrent;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Launching;

/// <summary>
/// Starts children, all from one thread that lives as long as the process: the parent-death signal of a child follows the thread that
/// started it, not the process.
/// </summary>
internal static unsafe class Launcher
{
    private const int StackSize = 16 * 1024;

    private static readonly Lazy<BlockingCollection<Request>> Requests = new(StartThread);

    /// <summary>Starts a child that runs <paramref name="program"/>.</summary>
    /// <param name="program">What it does; it becomes the child's and is disposed with it.</param>
    /// <param name="cloneFlags">The namespaces it gets, as flags of clone3(2).</param>
    /// <param name="cgroup">The directory of the control group it starts in, or null.</param>
    /// <returns>The child, not yet past its execve(2): see <see cref="LaunchedProcess.WaitForExec"/>.</returns>
    public static LaunchedProcess Start(ChildProgram program, ulong cloneFlags, SafeFileHandle? cgroup)
    {
        Pipe errors = Pipe.Create();
        using SafeFileHandle writer = errors.Writer;
        byte* stack = program.Arena.Take(StackSize);
        int* descriptor = program.Arena.Copy(-1);
        Libc.CloneArguments arguments = new()
        {
            Flags = cloneFlags | Libc.CLONE_VM | Libc.CLONE_PIDFD | Libc.CLONE_CLEAR_SIGHAND | (cgroup is null ? 0 : Libc.CLONE_INTO_CGROUP),
            ProcessDescriptor = descriptor,
            Stack = stack,
            StackSize = StackSize,
            Cgroup = cgroup is null ? 0 : (ulong)cgroup.DangerousGetHandle(),
        };
        using Request request = new(program.Arena.Copy(arguments), program.Build((int)writer.DangerousGetHandle()));
        Requests.Value.Add(request);
        request.Done.Wait();
        if (request.Result < 0)
        {
            errors.Reader.Dispose();
            program.Dispose();
            throw new LinuxException("clone3", "", (int)-request.Result);
        }

        return new LaunchedProcess((int)request.Result, new SafeFileHandle(*descriptor, ownsHandle: true), errors.Reader, program);
    }

    private static BlockingCollection<Request> StartThread()
    {
        BlockingCollection<Request> requests = [];
        Thread thread = new(() => Serve(requests), 256 * 1024) { IsBackground = true, Name = "launcher" };
        thread.Start();
        return requests;
    }

    private static void Serve(BlockingCollection<Request> requests)
    {
        foreach (Request request in requests.GetConsumingEnumerable())
        {
            request.Result = Libc.Launch(request.Arguments, (nuint)sizeof(Libc.CloneArguments), request.Program);
            request.Done.Set();
        }
    }

    private sealed class Request(Libc.CloneArguments* arguments, Libc.OperationProgram* program) : IDisposable
    {
        public Libc.CloneArguments* Arguments { get; } = arguments;

        public Libc.OperationProgram* Program { get; } = program;

        public ManualResetEventSlim Done { get; } = new(initialState: false, spinCount: 0);

        public long Result { get; set; }

        public void Dispose() => Done.Dispose();
    }
}
