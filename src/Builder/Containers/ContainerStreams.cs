using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Builder.Containers;

/// <summary>How a container is connected with whoever started it.</summary>
/// <param name="Control">Reaches the container while it runs.</param>
/// <param name="Output">Takes what it writes: 1 for standard output, 2 for standard error.</param>
/// <param name="Input">What it reads, or null for nothing.</param>
/// <param name="Terminal">The size of its terminal's window, or null for no terminal.</param>
public sealed record ContainerStreams(SandboxControl Control, Action<int, ReadOnlyMemory<byte>> Output, SafeFileHandle? Input, TerminalSize? Terminal);
