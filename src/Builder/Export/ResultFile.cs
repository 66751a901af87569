using System.Text;

using Sharpbuild.Builder.Transfers;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Builder.Export;

/// <summary>Writes a result to the place that <c>dest=</c> names.</summary>
public static class ResultFile
{
    /// <summary>As <see cref="Write(string, Action{Stream})"/>, and tells how far it is.</summary>
    /// <param name="destination">The host path, or <c>-</c>.</param>
    /// <param name="transfers">Hears of it.</param>
    /// <param name="write">Writes the content.</param>
    internal static void Write(string destination, ITransferListener transfers, Action<Stream> write)
    {
        using Transfer transfer = BeginTransfer(destination, transfers, totalBytes: null);
        Write(destination, stream =>
        {
            using TransferStream counted = new(stream, transfer, owns: false);
            write(counted);
        });
    }

    /// <summary>Begins the transfer of a result.</summary>
    /// <returns>A transfer that the caller disposes.</returns>
    internal static Transfer BeginTransfer(string destination, ITransferListener transfers, long? totalBytes) =>
        Transfer.Begin(transfers, destination == "-" ? "writing to standard output" : $"writing {destination}", totalBytes);

    /// <summary>As <see cref="Write(string, Action{Stream})"/>, for a text.</summary>
    public static void Write(string destination, string text) => Write(destination, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file that appears whole or not at all, or to standard output.</summary>
    /// <param name="destination">The host path, or <c>-</c>.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="BuildException">The place can't be written.</exception>
    public static void Write(string destination, Action<Stream> write)
    {
        if (destination == "-")
        {
            using Stream output = Console.OpenStandardOutput();
            write(output);
            output.Flush();
            return;
        }

        if (Directory.Exists(destination))
        {
            throw new BuildException($"the output \"{destination}\" is a directory", "write dest=FILE, or tar=false for an OCI layout directory");
        }

        try
        {
            using OutputFile file = OutputFile.Create(destination);
            write(file.Content);
            file.Commit();
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException { HResult: Errno.ENOSPC or Errno.EDQUOT })
        {
            throw new BuildException($"the output \"{destination}\" can't be written: {FailureText.Reason(failure)}", help: null, failure);
        }
    }
}
