using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Reads small files that steer a build: a Dockerfile, an ignore file, a secret. Never a device; never longer than allowed; never waiting for ever.</summary>
public static class InputFile
{
    private const int BufferSize = 1 << 14;

    private static readonly TimeSpan PipeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Reads a file that the command line names; links are followed, a pipe must begin to deliver within ten seconds.</summary>
    /// <param name="hostPath">The file.</param>
    /// <param name="what">How messages name it, for example <c>the Dockerfile</c>.</param>
    /// <param name="mostBytes">What is longer is an error.</param>
    /// <exception cref="BuildException">The file can't be read, is no file, or is too long.</exception>
    public static byte[] Read(string hostPath, string what, int mostBytes)
    {
        using SafeFileHandle file = Opened(() => HostFile.OpenForReading(hostPath), hostPath, what);
        return ReadAll(file, hostPath, what, mostBytes);
    }

    /// <summary>Reads a regular file of a context; links lead nowhere out of it.</summary>
    /// <param name="context">The context.</param>
    /// <param name="path">The path in it.</param>
    /// <param name="what">How messages name it.</param>
    /// <param name="mostBytes">What is longer is an error.</param>
    /// <returns>The content; null where there is nothing.</returns>
    /// <exception cref="BuildException">It is a link that leads out of the context, no regular file, or too long.</exception>
    public static byte[]? TryRead(DirectoryHandle context, string path, string what, int mostBytes)
    {
        if (context.TryGetStatus(path, follow: true) is not { } status)
        {
            return context.TryGetStatus(path) is null ? null
                : throw new BuildException($"{what} \"{path}\" is a symbolic link that leads to nothing in the context", "put the file itself into the context");
        }

        if (!status.IsRegular)
        {
            throw NoFile(path, what);
        }

        using SafeFileHandle file = Opened(() => context.OpenFile(path), path, what);
        return ReadAll(file, path, what, mostBytes);
    }

    private static SafeFileHandle Opened(Func<SafeFileHandle> open, string path, string what)
    {
        try
        {
            return open();
        }
        catch (LinuxException failure)
        {
            throw new BuildException($"{what} \"{path}\" can't be read: {failure.Reason}", help: null, failure);
        }
    }

    private static byte[] ReadAll(SafeFileHandle file, string path, string what, int mostBytes)
    {
        FileStatus status = file.GetStatus(path);
        if (status.Kind is not (FileKind.Regular or FileKind.Fifo))
        {
            throw NoFile(path, what);
        }

        if (status.Kind == FileKind.Fifo && !file.BeginReadingPipe(PipeLimit, path))
        {
            throw new BuildException($"{what} \"{path}\" is a pipe into which nothing was written", "start what writes into it, or name a file");
        }

        using FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
        using MemoryStream content = new((int)Math.Min(status.SizeInBytes, mostBytes) + 1);
        byte[] buffer = new byte[BufferSize];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > mostBytes)
            {
                throw new BuildException($"{what} \"{path}\" is larger than {mostBytes} bytes");
            }
        }

        return content.ToArray();
    }

    private static BuildException NoFile(string path, string what) => new($"{what} \"{path}\" is no regular file");
}
