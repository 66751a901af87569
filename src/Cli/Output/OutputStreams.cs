using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Output;

/// <summary>Hands the output of a container through, as it is.</summary>
/// <param name="control">Ends the container when nobody reads its output any more.</param>
internal sealed class OutputStreams(SandboxControl control)
{
    private const int Kill = 9;
    private const int BrokenPipe = 128 + 13;

    /// <summary>The exit code when writing failed, as if SIGPIPE had come; else null.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Takes output: 1 for standard output, 2 for standard error.</summary>
    public void Write(int stream, ReadOnlyMemory<byte> text)
    {
        if (ExitCode is null && !FileDescriptors.TryWriteAll(stream, text.Span))
        {
            ExitCode = BrokenPipe;
            control.TrySignal(Kill);
        }
    }
}
