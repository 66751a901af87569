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

    private static readonly Lazy<Queue<Request>> Requests = new(StartThread);

    private static readonly Lazy<bool> HasClone3 = new(Libc.HasClone3);

    /// <summary>Whether a child can start inside a control group: clone3(2) alone can, and filters of containers may hide it. Else the child has to move there itself.</summary>
    public static bool StartsInCgroups => HasClone3.Value;

    /// <summary>Starts a child that runs <paramref name="program"/>.</summary>
    /// <param name="program">What it does; it becomes the child's and is disposed with it.</param>
    /// <param name="cloneFlags">The namespaces it gets, as flags of clone3(2).</param>
    /// <param name="cgroup">The directory of the control group it starts in, or null; not used unless <see cref="StartsInCgroups"/>.</param>
    /// <returns>The child, not yet past its execve(2): see <see cref="LaunchedProcess.WaitForExec"/>.</returns>
    public static LaunchedProcess Start(ChildProgram program, ulong cloneFlags, SafeFileHandle? cgroup)
    {
        cgroup = StartsInCgroups ? cgroup : null;
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
        long result = Hand(new Request(program.Arena.Copy(arguments), program.Build((int)writer.DangerousGetHandle())));
        if (result < 0)
        {
            errors.Reader.Dispose();
            program.Dispose();
            throw new LinuxException("clone3", "", (int)-result);
        }

        return new LaunchedProcess((int)result, new SafeFileHandle(*descriptor, ownsHandle: true), errors.Reader, program);
    }

    private static Queue<Request> StartThread()
    {
        Queue<Request> requests = [];
        Thread thread = new(() => Serve(requests), 256 * 1024) { IsBackground = true, Name = "launcher" };
        thread.Start();
        return requests;
    }

    /// <summary>Hands a request to the thread and waits for its result; neither side spins.</summary>
    private static long Hand(Request request)
    {
        Queue<Request> requests = Requests.Value;
        lock (requests)
        {
            requests.Enqueue(request);
            Monitor.PulseAll(requests);
        }

        lock (request)
        {
            while (request.Result is null)
            {
                Monitor.Wait(request);
            }

            return request.Result.Value;
        }
    }

    private static void Serve(Queue<Request> requests)
    {
        while (true)
        {
            Request request = Next(requests);
            long result = Libc.Launch(request.Arguments, (nuint)sizeof(Libc.CloneArguments), request.Program);
            lock (request)
            {
                request.Result = result;
                Monitor.PulseAll(request);
            }
        }
    }

    private static Request Next(Queue<Request> requests)
    {
        lock (requests)
        {
            Request? request;
            while (!requests.TryDequeue(out request))
            {
                Monitor.Wait(requests);
            }

            return request;
        }
    }

    private sealed class Request(Libc.CloneArguments* arguments, Libc.OperationProgram* program)
    {
        public Libc.CloneArguments* Arguments { get; } = arguments;

        public Libc.OperationProgram* Program { get; } = program;

        public long? Result { get; set; }
    }
}
